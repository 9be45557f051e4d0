using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace Saliency.Tests.Architecture;

/// <summary>The public surface of the library as text: types with their members, one a line, sorted.</summary>
/// <remarks>Left out is what the compiler writes by itself (the members that make a record a record) and what only overrides.</remarks>
internal static class PublicApi
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static string List(Assembly assembly)
    {
        var text = new StringBuilder();
        foreach (var type in assembly.GetExportedTypes().OrderBy(type => type.FullName, StringComparer.Ordinal))
        {
            text.Append(Declaration(type)).Append('\n');
            foreach (string member in Members(type)) text.Append("    ").Append(member).Append('\n');
        }
        return text.ToString();
    }

    /// <summary>Whether a user of the library can reach a member, by calling or by deriving.</summary>
    public static bool IsVisible(MemberInfo member) => member switch
    {
        MethodBase method => IsReachable(method),
        FieldInfo field => field.IsPublic || ((field.IsFamily || field.IsFamilyOrAssembly) && !field.DeclaringType!.IsSealed),
        PropertyInfo property => property.GetAccessors(true).Any(IsReachable),
        EventInfo happening => IsReachable(happening.AddMethod!),
        Type type => type.IsNestedPublic,
        _ => false,
    };

    private static bool IsReachable(MethodBase method) =>
        method.IsPublic || ((method.IsFamily || method.IsFamilyOrAssembly) && !method.DeclaringType!.IsSealed);

    private static string Declaration(Type type)
    {
        string kind = type.IsInterface ? "interface" : type.IsEnum ? "enum" : typeof(Delegate).IsAssignableFrom(type) ? "delegate"
            : type.IsValueType ? IsRecord(type) ? "record struct" : "struct"
            : (type is { IsAbstract: true, IsSealed: true } ? "static " : type.IsAbstract ? "abstract " : type.IsSealed ? "sealed " : "") + (IsRecord(type) ? "record" : "class");
        IEnumerable<Type> inherited = type.GetInterfaces().Where(contract => !type.IsEnum && !(IsRecord(type) && contract.Name.StartsWith("IEquatable", StringComparison.Ordinal)));
        if (type.BaseType is { } parent && parent != typeof(object) && parent != typeof(ValueType) && parent != typeof(Enum) && parent != typeof(MulticastDelegate))
            inherited = inherited.Except(parent.GetInterfaces()).Prepend(parent);
        string[] names = [.. inherited.Select(other => TypeNames.Of(other))];
        string bases = names.Length == 0 ? "" : " : " + string.Join(", ", names[..1].Concat(names[1..].Order(StringComparer.Ordinal)));
        return $"{kind} {type.Namespace}.{TypeNames.Of(type)}{bases}";
    }

    private static bool IsRecord(Type type) => type.GetMethod("PrintMembers", Declared) is { } print && print.IsDefined(typeof(CompilerGeneratedAttribute));

    private static IEnumerable<string> Members(Type type)
    {
        if (type.IsEnum) return Enum.GetNames(type).Select(name => $"{name} = {Convert.ToInt64(Enum.Parse(type, name), null)}");
        return type.GetMembers(Declared).Where(IsVisible).Select(Line).OfType<string>().Order(StringComparer.Ordinal);
    }

    private static string? Line(MemberInfo member) => member switch
    {
        ConstructorInfo constructor when !constructor.IsStatic && !constructor.IsDefined(typeof(CompilerGeneratedAttribute)) =>
            $"{Access(constructor)}new({Parameters(constructor)})",
        MethodInfo method when IsListed(method) =>
            $"{Access(method)}{Modifiers(method)}{TypeNames.OfReturn(method)} {TypeNames.OfMethod(method)}({Parameters(method)})",
        PropertyInfo property when IsListed(property) => Line(property),
        FieldInfo field => $"{(field.IsLiteral ? "const " : field.IsStatic ? "static " : "")}{TypeNames.Of(field)} {field.Name}",
        EventInfo happening => $"event {TypeNames.Of(happening.EventHandlerType!)} {happening.Name}",
        _ => null,
    };

    private static bool IsListed(MethodInfo method) =>
        (!method.IsSpecialName || method.Name.StartsWith("op_", StringComparison.Ordinal))
        && !method.IsDefined(typeof(CompilerGeneratedAttribute)) && !IsOverride(method);

    private static bool IsListed(PropertyInfo property) => property.Name != "EqualityContract" && !IsOverride(property.GetAccessors(true)[0]);

    private static bool IsOverride(MethodInfo method) => method.GetBaseDefinition().DeclaringType != method.DeclaringType;

    private static string Line(PropertyInfo property)
    {
        var indices = property.GetIndexParameters();
        string name = indices.Length == 0 ? property.Name : $"this[{string.Join(", ", indices.Select(Parameter))}]";
        string get = property.GetMethod is { } getter && IsReachable(getter) ? " get;" : "";
        string set = property.SetMethod is { } setter && IsReachable(setter)
            ? setter.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) ? " init;" : " set;" : "";
        string required = property.IsDefined(typeof(RequiredMemberAttribute)) ? "required " : "";
        var accessor = property.GetAccessors(true)[0];
        return $"{Access(accessor)}{required}{Modifiers(accessor)}{TypeNames.Of(property)} {name} {{{get}{set} }}";
    }

    private static string Access(MethodBase method) => method.IsPublic ? "" : "protected ";

    private static string Modifiers(MethodInfo method) =>
        (method.IsStatic ? "static " : "")
        + (method.IsAbstract && !method.DeclaringType!.IsInterface ? "abstract " : "")
        + (method.IsVirtual && !method.IsAbstract && !method.IsFinal ? "virtual " : "");

    private static string Parameters(MethodBase method)
    {
        string first = method.IsDefined(typeof(ExtensionAttribute)) ? "this " : "";
        return first + string.Join(", ", method.GetParameters().Select(Parameter));
    }

    private static string Parameter(ParameterInfo parameter)
    {
        string how = parameter.IsDefined(typeof(ParamArrayAttribute)) || parameter.IsDefined(typeof(ParamCollectionAttribute)) ? "params "
            : !parameter.ParameterType.IsByRef ? "" : parameter.IsOut ? "out " : parameter.IsIn ? "in " : "ref ";
        return $"{how}{TypeNames.Of(parameter)} {parameter.Name}{Default(parameter)}";
    }

    private static string Default(ParameterInfo parameter)
    {
        if (!parameter.HasDefaultValue) return "";
        var type = Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;
        return " = " + parameter.RawDefaultValue switch
        {
            null => type.IsValueType && type == parameter.ParameterType ? "default" : "null",
            string text => $"\"{text}\"",
            bool truth => truth ? "true" : "false",
            var value when type.IsEnum => $"{type.Name}.{Enum.ToObject(type, value)}",
            IFormattable value => value.ToString(null, System.Globalization.CultureInfo.InvariantCulture),
            var value => value.ToString(),
        };
    }
}
