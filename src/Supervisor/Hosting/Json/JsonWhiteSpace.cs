namespace MolnOS.Sandbox.Hosting.Json;

/// <summary>Takes the white space out of JSON text that lies between its tokens. Pure.</summary>
internal static class JsonWhiteSpace
{
    /// <summary>The text without it; numbers and escapes stay as somebody wrote them.</summary>
    /// <param name="json">Valid JSON text.</param>
    public static ReadOnlyMemory<byte> Strip(ReadOnlySpan<byte> json)
    {
        var target = new byte[json.Length];
        var (length, isInString) = (0, false);
        for (var index = 0; index < json.Length; index++)
        {
            var unit = json[index];
            if (!isInString && unit is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
            {
                continue;
            }

            target[length++] = unit;
            if (unit == '"')
            {
                isInString = !isInString;
            }
            else if (unit == '\\')
            {
                // Only strings have it; what follows ends none.
                target[length++] = json[++index];
            }
        }

        return target.AsMemory(0, length);
    }
}
