using System.Text.Json;
using MolnOS.Sandbox.Hosting.Errors;

namespace MolnOS.Sandbox.Management;

/// <summary>The body of a rollback: <c>{"version": n}</c>.</summary>
internal static class RollbackRequest
{
    /// <summary>The version to go back to.</summary>
    /// <exception cref="RefusedException">The body is anything else; the message names the field.</exception>
    public static int Read(ReadOnlyMemory<byte> utf8Json)
    {
        try
        {
            using var document = JsonDocument.Parse(utf8Json, new JsonDocumentOptions { AllowDuplicateProperties = false });
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                throw Refused("The body must be a JSON object.");
            }

            foreach (var member in document.RootElement.EnumerateObject().Where(member => member.Name is not "version"))
            {
                throw Refused($"There is no field '{member.Name}' here; give 'version'.");
            }

            return document.RootElement.TryGetProperty("version", out var value)
                && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var version) && version > 0
                ? version
                : throw Refused("The field 'version' must be a whole number from 1.");
        }
        catch (JsonException)
        {
            throw Refused("The body is not valid JSON.");
        }
    }

    private static RefusedException Refused(string message) => new(StatusCodes.Status400BadRequest, message);
}
