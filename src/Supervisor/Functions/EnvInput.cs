using System.Text;
using System.Text.Json;
using MolnOS.Sandbox.Hosting.Requests;

namespace MolnOS.Sandbox.Functions;

/// <summary>Reads <c>env</c>.</summary>
internal static class EnvInput
{
    private const int MostVariables = 128;
    private const int LongestName = 128;
    private const int LongestValue = 32 * 1024;
    private const int MostBytes = 128 * 1024;

    // Names by which a runtime, a C library or a shell is steered; a function has no business with them.
    private static readonly string[] _refusedPrefixes = ["NODE_", "LD_", "UV_", "V8_", "MOLNOS_", "GCONV_", "GLIBC_", "MALLOC_", "BASH_", "DYLD_"];
    private static readonly string[] _refusedNames =
    [
        "PATH", "HOME", "PWD", "OLDPWD", "SHELL", "USER", "LOGNAME", "TMPDIR", "TMP", "TEMP", "IFS", "ENV", "HOSTALIASES", "LOCALDOMAIN",
        "RES_OPTIONS", "OPENSSL_CONF", "OPENSSL_MODULES", "SSL_CERT_FILE", "SSL_CERT_DIR", "SSLKEYLOGFILE", "NOTIFY_SOCKET", "LISTEN_FDS",
    ];

    /// <summary>The whole environment; null means an empty one.</summary>
    public static IReadOnlyList<EnvVariable> Read(InputReader reader, InputField field)
    {
        var variables = new List<EnvVariable>();
        var bytes = 0;
        foreach (var member in field.IsNull ? [] : reader.Members(field))
        {
            var variable = ReadOne(reader, member);
            bytes += variable.Name.Length + Encoding.UTF8.GetByteCount(variable.Value);
            variables.Add(variable);
            if (variables.Count > MostVariables)
            {
                reader.Refuse(field.Path, $"must have at most {MostVariables} variables");
            }
            else if (bytes > MostBytes)
            {
                reader.Refuse(field.Path, $"must be at most {MostBytes} bytes in all");
            }
        }

        return variables;
    }

    /// <summary>Why a name is refused; null when it is good.</summary>
    public static string? Complaint(string name) =>
        name.Length is 0 or > LongestName || char.IsAsciiDigit(name[0]) || !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_')
            ? "must be named with letters, digits and _, at most 128, not beginning with a digit"
            : IsReserved(name) ? "would change the runtime and cannot be set"
            : null;

    private static bool IsReserved(string name) =>
        Array.Exists(_refusedPrefixes, prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
        || name.EndsWith("_PROXY", StringComparison.OrdinalIgnoreCase)
        || _refusedNames.Contains(name, StringComparer.OrdinalIgnoreCase);

    private static EnvVariable ReadOne(InputReader reader, InputField member)
    {
        if (Complaint(member.Name) is { } complaint)
        {
            reader.Refuse(member.Path, complaint);
        }

        if (member.Value.ValueKind != JsonValueKind.Object)
        {
            if (member.Value.ValueKind != JsonValueKind.String)
            {
                reader.Refuse(member.Path, "must be a string or {\"secret\": \"...\"}");
            }

            return new EnvVariable(member.Name, ReadValue(reader, member), IsSecret: false);
        }

        string? secret = null;
        foreach (var part in reader.Members(member))
        {
            if (string.Equals(part.Name, "secret", StringComparison.Ordinal))
            {
                secret = ReadValue(reader, part);
            }
            else
            {
                reader.RefuseUnknown(part);
            }
        }

        if (secret is null)
        {
            reader.Refuse($"{member.Path}.secret", "is missing");
        }

        return new EnvVariable(member.Name, secret ?? "", IsSecret: true);
    }

    private static string ReadValue(InputReader reader, InputField field)
    {
        var value = reader.Text(field, LongestValue, mayBeEmpty: true);
        if (value.Contains('\0', StringComparison.Ordinal))
        {
            reader.Refuse(field.Path, "must not hold a zero character");
        }

        return value;
    }
}
