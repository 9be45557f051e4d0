namespace Saliency;

/// <summary>Refuses numbers that an enumeration does not name.</summary>
internal static class DefinedValue
{
    /// <summary>The value itself, where its enumeration names it.</summary>
    /// <param name="value">What an argument or an option says.</param>
    /// <param name="name">The argument.</param>
    public static T EnsureDefined<T>(this T value, string name)
        where T : struct, Enum =>
        Enum.IsDefined(value) ? value : throw new ArgumentOutOfRangeException(name, value, $"Expected a defined {typeof(T).Name}, got {value}.");
}
