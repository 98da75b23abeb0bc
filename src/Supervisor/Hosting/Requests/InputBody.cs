using System.Text.Json;
using MolnOS.Sandbox.Hosting.Errors;

namespace MolnOS.Sandbox.Hosting.Requests;

/// <summary>Reads a JSON body whole; the first thing that is wrong with it ends the request.</summary>
internal static class InputBody
{
    private const int UsualDepth = 64;

    /// <summary>What <paramref name="read"/> makes of the body.</summary>
    /// <exception cref="RefusedException">It is no JSON, or <paramref name="read"/> complained (400, naming the field).</exception>
    public static T Read<T>(ReadOnlyMemory<byte> utf8Json, Func<InputReader, InputField, T> read, int mostDepth = UsualDepth)
    {
        var reader = new InputReader();
        T? input = default;
        try
        {
            using var document = JsonDocument.Parse(utf8Json, new JsonDocumentOptions { MaxDepth = mostDepth });
            input = read(reader, new InputField("", "", document.RootElement));
        }
        catch (JsonException exception)
        {
            reader.Refuse("", $"is not valid JSON (line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1})");
        }

        return reader.Error is null ? input! : throw new RefusedException(StatusCodes.Status400BadRequest, reader.Error.Message);
    }

    /// <summary>Goes through the members of an object: each must be known, and what is needed must be there.</summary>
    /// <param name="reader">Keeps the first complaint.</param>
    /// <param name="owner">The object.</param>
    /// <param name="needed">Names that must come.</param>
    /// <param name="optional">Further names that may come.</param>
    /// <param name="read">Takes a member that is known.</param>
    public static void ReadFields(this InputReader reader, InputField owner, IReadOnlyList<string> needed, IReadOnlyList<string> optional, Action<InputField> read)
    {
        var missing = needed.ToList();
        foreach (var field in reader.Members(owner))
        {
            if (!missing.Remove(field.Name) && !optional.Contains(field.Name, StringComparer.Ordinal))
            {
                reader.RefuseUnknown(field);
                return;
            }

            read(field);
        }

        if (missing.Count > 0)
        {
            reader.Refuse(owner.Path.Length == 0 ? missing[0] : $"{owner.Path}.{missing[0]}", "is missing");
        }
    }
}
