using MolnOS.Sandbox.Hosting.Requests;

namespace MolnOS.Sandbox.Functions;

/// <summary>Reads <c>methods</c>.</summary>
internal static class MethodsInput
{
    private const int Most = 32;
    private const int Longest = 32;

    /// <summary>Upper-case methods, each once; empty means no restriction, and so does null.</summary>
    public static IReadOnlyList<string> Read(InputReader reader, InputField field)
    {
        if (field.IsNull)
        {
            return [];
        }

        var methods = new List<string>();
        foreach (var item in reader.Items(field, Most))
        {
            var method = reader.Text(item, Longest).ToUpperInvariant();
            if (!method.All(c => char.IsAsciiLetterUpper(c) || c is '-' or '_'))
            {
                reader.Refuse(item.Path, "must be an HTTP method such as GET");
            }
            else if (!methods.Contains(method, StringComparer.Ordinal))
            {
                methods.Add(method);
            }
        }

        return methods;
    }
}
