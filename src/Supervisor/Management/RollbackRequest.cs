using System.Text.Json;
using MolnOS.Sandbox.Hosting.Errors;
using MolnOS.Sandbox.Hosting.Requests;

namespace MolnOS.Sandbox.Management;

/// <summary>The body of a rollback: <c>{"version": n}</c>.</summary>
internal static class RollbackRequest
{
    /// <summary>The version to go back to.</summary>
    /// <exception cref="RefusedException">The body is anything else; the message names the field.</exception>
    public static int Read(ReadOnlyMemory<byte> utf8Json)
    {
        var reader = new InputReader();
        var version = ReadVersion(reader, utf8Json);
        if (version is null)
        {
            reader.Refuse("version", "is missing");
        }

        return reader.Error is null ? version!.Value : throw new RefusedException(StatusCodes.Status400BadRequest, reader.Error.Message);
    }

    private static int? ReadVersion(InputReader reader, ReadOnlyMemory<byte> utf8Json)
    {
        int? version = null;
        try
        {
            using var document = JsonDocument.Parse(utf8Json);
            foreach (var field in reader.Members(new InputField("", "", document.RootElement)))
            {
                if (field.Name is "version")
                {
                    version = reader.Number(field, (1, int.MaxValue));
                }
                else
                {
                    reader.RefuseUnknown(field);
                }
            }
        }
        catch (JsonException exception)
        {
            reader.Refuse("", $"is not valid JSON (line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1})");
        }

        return version;
    }
}
