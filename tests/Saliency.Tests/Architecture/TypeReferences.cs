using System.Reflection;
using System.Reflection.Emit;

namespace Saliency.Tests.Architecture;

/// <summary>Every type that a type mentions: in its signature, its fields, its locals and the code of its methods.</summary>
internal static class TypeReferences
{
    private const BindingFlags All =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<short, OpCode> s_opCodes = typeof(OpCodes)
        .GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (OpCode)field.GetValue(null)!).ToDictionary(code => code.Value);

    /// <summary>All of them, generic types taken apart.</summary>
    public static HashSet<Type> Of(Type type)
    {
        var found = new HashSet<Type>();
        Add(found, type.BaseType);
        foreach (var contract in type.GetInterfaces()) Add(found, contract);
        foreach (var field in type.GetFields(All)) Add(found, field.FieldType);
        foreach (var method in type.GetMethods(All).Cast<MethodBase>().Concat(type.GetConstructors(All)))
        {
            AddSignature(found, method);
            AddBody(found, method);
        }
        return found;
    }

    /// <summary>The types of a member's signature, generic types taken apart.</summary>
    public static HashSet<Type> OfSignature(MemberInfo member)
    {
        var found = new HashSet<Type>();
        switch (member)
        {
            case MethodBase method: AddSignature(found, method); break;
            case FieldInfo field: Add(found, field.FieldType); break;
            case PropertyInfo property: Add(found, property.PropertyType); break;
            case EventInfo happening: Add(found, happening.EventHandlerType); break;
            case Type type:
                Add(found, type.BaseType);
                foreach (var contract in type.GetInterfaces()) Add(found, contract);
                break;
        }
        return found;
    }

    private static void AddSignature(HashSet<Type> found, MethodBase method)
    {
        if (method is MethodInfo { ReturnType: var result }) Add(found, result);
        foreach (var parameter in method.GetParameters()) Add(found, parameter.ParameterType);
    }

    private static void AddBody(HashSet<Type> found, MethodBase method)
    {
        if (method.GetMethodBody() is not { } body) return;
        foreach (var local in body.LocalVariables) Add(found, local.LocalType);
        foreach (var clause in body.ExceptionHandlingClauses)
            if (clause.Flags == ExceptionHandlingClauseOptions.Clause) Add(found, clause.CatchType);
        Type[]? typeArguments = method.DeclaringType!.IsGenericType ? method.DeclaringType.GetGenericArguments() : null;
        Type[]? methodArguments = method.IsGenericMethod ? method.GetGenericArguments() : null;
        foreach (int token in Tokens(body.GetILAsByteArray()!))
        {
            var member = method.Module.ResolveMember(token, typeArguments, methodArguments);
            if (member is Type type) Add(found, type);
            else Add(found, member!.DeclaringType);
            if (member is FieldInfo field) Add(found, field.FieldType);
            if (member is not MethodBase called) continue;
            AddSignature(found, called);
            if (called.IsGenericMethod) foreach (var argument in called.GetGenericArguments()) Add(found, argument);
        }
    }

    private static IEnumerable<int> Tokens(byte[] code)
    {
        for (int at = 0; at < code.Length;)
        {
            var operation = s_opCodes[code[at] == 0xFE ? unchecked((short)(0xFE00 | code[at + 1])) : code[at]];
            at += operation.Size;
            if (operation.OperandType is OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType)
                yield return BitConverter.ToInt32(code, at);
            at += operation.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(code, at)),
                _ => 4,
            };
        }
    }

    private static void Add(HashSet<Type> found, Type? type)
    {
        if (type is null || type.IsGenericParameter) return;
        if (type.HasElementType)
        {
            Add(found, type.GetElementType());
            return;
        }
        if (type.IsGenericType)
        {
            if (!found.Add(type)) return;
            foreach (var argument in type.GetGenericArguments()) Add(found, argument);
            type = type.GetGenericTypeDefinition();
        }
        found.Add(type);
    }
}
