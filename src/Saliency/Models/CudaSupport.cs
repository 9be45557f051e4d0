using System.Runtime.InteropServices;

namespace Saliency.Models;

/// <summary>Whether CUDA can be used, asked of the system's loader before ONNX Runtime is: it would print its own errors, and name less.</summary>
internal static class CudaSupport
{
    // What ONNX Runtime's CUDA provider of this version asks for.
    private static readonly string[] LinuxLibraries =
        ["libcudart.so.13", "libcublas.so.13", "libcublasLt.so.13", "libcurand.so.10", "libcufft.so.12", "libcudnn.so.9"];

    private static readonly string[] WindowsLibraries = ["cudart64_13", "cublas64_13", "cublasLt64_13", "cufft64_12", "cudnn64_9"];

    private static readonly Lazy<(string Reason, string Remedy)?> Obstacle = new(Look);

    /// <summary>What stands in the way, and what to do; null where nothing does.</summary>
    public static (string Reason, string Remedy)? WhyNot => Obstacle.Value;

    private static (string, string)? Look()
    {
        bool windows = OperatingSystem.IsWindows();
        if (!windows && !OperatingSystem.IsLinux())
            return ("CUDA exists on Linux and Windows only", "Use Device.Cpu.");
        string driver = windows ? "nvcuda.dll" : "libcuda.so.1";
        if (!Loads(driver))
            return ($"no NVIDIA driver was found ({driver} does not load)", "Install the NVIDIA driver, or use Device.Cpu.");
        string provider = windows ? "onnxruntime_providers_cuda.dll" : "libonnxruntime_providers_cuda.so";
        if (!Folders().Any(f => File.Exists(Path.Combine(f, provider))))
            return ($"ONNX Runtime's CUDA provider ({provider}) does not lie beside the application", "Add the package Microsoft.ML.OnnxRuntime.Gpu for this system, with its native files.");
        string[] missing = [.. (windows ? WindowsLibraries : LinuxLibraries).Where(l => !Loads(l))];
        return missing.Length > 0
            ? ($"{string.Join(", ", missing)} did not load", "Install CUDA 13 and cuDNN 9 and let the loader find them (LD_LIBRARY_PATH on Linux, PATH on Windows).")
            : null;
    }

    private static bool Loads(string library)
    {
        // Never freed: the provider is about to load it again.
        return NativeLibrary.TryLoad(library, out _);
    }

    private static IEnumerable<string> Folders()
    {
        string root = AppContext.BaseDirectory;
        yield return root;
        yield return Path.Combine(root, "runtimes", RuntimeInformation.RuntimeIdentifier, "native");
        yield return Path.Combine(root, "runtimes", OperatingSystem.IsWindows() ? "win-x64" : "linux-x64", "native");
        if (AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") is string searched)
            foreach (string folder in searched.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)) yield return folder;
    }
}
