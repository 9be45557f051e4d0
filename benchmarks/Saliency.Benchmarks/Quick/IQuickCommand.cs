namespace Saliency.Benchmarks.Quick;

/// <summary>A measurement that answers within a minute or so, in lines that a program can read.</summary>
internal interface IQuickCommand
{
    /// <summary>The word that calls it.</summary>
    string Name { get; }

    /// <summary>Its name, its options and what it measures, on one line.</summary>
    string Usage { get; }

    /// <summary>Measures and prints.</summary>
    /// <returns>The exit code.</returns>
    int Run(string[] arguments);
}
