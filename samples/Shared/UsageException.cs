namespace Saliency.Samples;

/// <summary>Arguments that say nothing this program can do; the usage is shown with the message.</summary>
internal sealed class UsageException(string message) : Exception(message);
