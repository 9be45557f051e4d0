using Microsoft.ML.OnnxRuntime;

namespace Saliency.Tests;

/// <summary>Keeps ONNX Runtime's warnings about its own kernels (RoiAlign has one for each node) out of the tests' output.</summary>
[SetUpFixture]
public class QuietRuntime
{
    [OneTimeSetUp]
    public void Quiet() => OrtEnv.Instance().EnvLogLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR;
}
