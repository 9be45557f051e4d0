using System.Reflection;

namespace Saliency.Tests.Architecture;

/// <summary>Types as C# writes them: keywords, generic arguments, question marks.</summary>
internal static class TypeNames
{
    private static readonly NullabilityInfoContext s_nullability = new();

    private static readonly Dictionary<Type, string> s_keywords = new()
    {
        [typeof(void)] = "void", [typeof(object)] = "object", [typeof(string)] = "string", [typeof(bool)] = "bool", [typeof(char)] = "char",
        [typeof(byte)] = "byte", [typeof(sbyte)] = "sbyte", [typeof(short)] = "short", [typeof(ushort)] = "ushort", [typeof(int)] = "int",
        [typeof(uint)] = "uint", [typeof(long)] = "long", [typeof(ulong)] = "ulong", [typeof(float)] = "float", [typeof(double)] = "double",
        [typeof(decimal)] = "decimal",
    };

    public static string Of(ParameterInfo parameter) => Of(parameter.ParameterType, s_nullability.Create(parameter));

    public static string Of(PropertyInfo property) => Of(property.PropertyType, s_nullability.Create(property));

    public static string Of(FieldInfo field) => Of(field.FieldType, s_nullability.Create(field));

    public static string OfReturn(MethodInfo method) => Of(method.ReturnParameter);

    public static string OfMethod(MethodInfo method) => method.IsGenericMethod
        ? $"{method.Name}<{string.Join(", ", method.GetGenericArguments().Select(argument => argument.Name))}>"
        : method.Name;

    public static string Of(Type type, NullabilityInfo? nullability = null)
    {
        if (type.IsByRef) return Of(type.GetElementType()!, nullability);
        if (Nullable.GetUnderlyingType(type) is { } value) return Of(value) + "?";
        string mark = !type.IsValueType && (nullability?.ReadState is NullabilityState.Nullable || nullability?.WriteState is NullabilityState.Nullable) ? "?" : "";
        if (type.IsArray) return $"{Of(type.GetElementType()!, nullability?.ElementType)}[{new string(',', type.GetArrayRank() - 1)}]{mark}";
        if (type.IsPointer) return Of(type.GetElementType()!) + "*";
        if (s_keywords.TryGetValue(type, out string? keyword)) return keyword + mark;
        string name = type.IsNested && !type.IsGenericParameter ? $"{Of(type.DeclaringType!)}.{type.Name}" : type.Name;
        if (!type.IsGenericType) return name + mark;
        var arguments = type.GetGenericArguments()
            .Select((argument, i) => Of(argument, nullability?.GenericTypeArguments.ElementAtOrDefault(i)));
        string list = string.Join(", ", arguments);
        return name.StartsWith("ValueTuple`", StringComparison.Ordinal) ? $"({list})" : $"{name.Split('`')[0]}<{list}>{mark}";
    }
}
