using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using MolnOS.Sandbox.Hosting.Requests;

namespace MolnOS.Sandbox.Functions;

/// <summary>Reads the JSON bodies of deploy and update, strictly: what is unknown, missing, ill-typed or double is refused by name.</summary>
internal static class FunctionInputParser
{
    private const int LongestContext = 128;

    private static readonly JsonDocumentOptions _json = new() { MaxDepth = 16 };

    /// <summary>Reads the body of a deploy.</summary>
    public static bool TryParseDeploy(
        ReadOnlyMemory<byte> utf8Json, FunctionOptions options, [NotNullWhen(true)] out FunctionInput? input, [NotNullWhen(false)] out InputError? error)
    {
        var reader = new InputReader();
        var read = Read(reader, utf8Json, options, isDeploy: true);
        if (read.Name is null)
        {
            reader.Refuse("name", "is missing");
        }

        if (read.Code is null)
        {
            reader.Refuse("code", "is missing");
        }

        return IsGood(reader, read, out input, out error);
    }

    /// <summary>Reads the body of an update: any of the fields of a deploy but the id, at least one.</summary>
    public static bool TryParseUpdate(
        ReadOnlyMemory<byte> utf8Json, FunctionOptions options, [NotNullWhen(true)] out FunctionInput? input, [NotNullWhen(false)] out InputError? error)
    {
        var reader = new InputReader();
        var read = Read(reader, utf8Json, options, isDeploy: false);
        if (read == new FunctionInput())
        {
            reader.Refuse("", "must name at least one field to change");
        }

        return IsGood(reader, read, out input, out error);
    }

    private static bool IsGood(
        InputReader reader, FunctionInput read, [NotNullWhen(true)] out FunctionInput? input, [NotNullWhen(false)] out InputError? error)
    {
        error = reader.Error;
        input = error is null ? read : null;
        return input is not null;
    }

    private static FunctionInput Read(InputReader reader, ReadOnlyMemory<byte> utf8Json, FunctionOptions options, bool isDeploy)
    {
        var input = new FunctionInput();
        try
        {
            using var document = JsonDocument.Parse(utf8Json, _json);
            foreach (var field in reader.Members(new InputField("", "", document.RootElement)))
            {
                input = ReadField(reader, field, input, options, isDeploy);
            }
        }
        catch (JsonException e)
        {
            reader.Refuse("", $"is not valid JSON (line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1})");
        }

        return input;
    }

    private static FunctionInput ReadField(InputReader reader, InputField field, FunctionInput input, FunctionOptions options, bool isDeploy)
    {
        switch (field.Name)
        {
            case "id" when isDeploy:
                return input with { Id = FunctionNames.ReadId(reader, field) };
            case "id":
                reader.Refuse(field.Path, "cannot be changed");
                return input;
            case "name":
                return input with { Name = FunctionNames.ReadName(reader, field) };
            case "code":
                return input with { Code = ReadCode(reader, field, options.MaxCodeBytes) };
            case "methods":
                return input with { Methods = MethodsInput.Read(reader, field) };
            case "triggers":
                return input with { Triggers = TriggersInput.Read(reader, field) };
            case "allowUnauthenticated":
                return input with { AllowUnauthenticated = reader.Flag(field) };
            case "passAllHeaders":
                return input with { PassAllHeaders = reader.Flag(field) };
            case "bindings":
                return input with { Bindings = BindingsInput.Read(reader, field) };
            case "context":
                return input with { Context = field.IsNull ? "" : reader.Text(field, LongestContext, mayBeEmpty: true) };
            case "env":
                return input with { Env = EnvInput.Read(reader, field) };
            case "cors":
                return field.IsNull ? input with { ResetsCors = true } : input with { Cors = CorsInput.Read(reader, field) };
            case "limits":
                return input with { Limits = LimitsInput.Read(reader, field) };
            default:
                reader.RefuseUnknown(field);
                return input;
        }
    }

    private static string ReadCode(InputReader reader, InputField field, int mostBytes)
    {
        // UTF-8 never has fewer bytes than UTF-16 has characters.
        var code = reader.Text(field, int.MaxValue);
        if (code.Length > mostBytes || Encoding.UTF8.GetByteCount(code) > mostBytes)
        {
            reader.Refuse(field.Path, $"must be at most {mostBytes} bytes long in UTF-8");
        }

        return code;
    }
}
