using System.Diagnostics;
using System.Runtime.InteropServices;
using Saliency.Explainers;
using Saliency.Models;
using Saliency.Tests.Architecture;
using Saliency.Tests.Gradients;
using Saliency.Tests.Reference;

namespace Saliency.Tests.Models;

/// <summary>An exported explanation on another runtime: JavaScript's. Skipped without node and the package onnxruntime-node, whose folder SALIENCY_ORT_NODE names.</summary>
public class ExplanationInNodeTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    [TestCase("tiny_cnn.onnx")]
    [TestCase("tiny_vit.onnx")]
    public void SaveExplained_RunByNode_SameMap(string file)
    {
        if (Environment.GetEnvironmentVariable("SALIENCY_ORT_NODE") is not { Length: > 0 } package) Assert.Ignore("SALIENCY_ORT_NODE names no folder of the npm package onnxruntime-node.");
        using var model = TinyNetwork.Load(file);
        var input = DirectionalDerivative.Waves(model.InputShape);
        string folder = Directory.CreateTempSubdirectory("saliency-node-").FullName;
        try
        {
            string onnx = Path.Combine(folder, "explained.onnx"), numbers = Path.Combine(folder, "input.f32"), map = Path.Combine(folder, "map.f32");
            model.SaveExplained(onnx, ExportedMethod.GradCam);
            File.WriteAllBytes(numbers, MemoryMarshal.AsBytes(input.Values).ToArray());
            RunNode(Repository.At("samples/ExplainedModel/run.mjs"), onnx, numbers, map);
            float[] heat = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(map)).ToArray();
            Assert.That(heat, Is.EqualTo(new GradCam(model).Explain(input, Target.Predicted).Values.ToArray()).Within(1e-4));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void RunNode(params string[] arguments)
    {
        Process node;
        try
        {
            node = Process.Start(new ProcessStartInfo("node", arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Ignore("There is no node on this machine.");
            return;
        }
        using (node)
        {
            var errors = node.StandardError.ReadToEndAsync();
            _ = node.StandardOutput.ReadToEndAsync();
            if (!node.WaitForExit(Limit)) node.Kill();
            Assert.That(node.ExitCode, Is.Zero, errors.Result);
        }
    }
}
