namespace MolnOS.Sandbox.Triggers;

/// <summary>What a <c>Content-Type</c> says about how to read a body; no allocation.</summary>
internal static class MediaType
{
    /// <summary>How the kind of bytes is to be read.</summary>
    internal enum Kind
    {
        /// <summary>As they are.</summary>
        Bytes,

        /// <summary>JSON.</summary>
        Json,

        /// <summary>A form.</summary>
        Form,

        /// <summary>Text.</summary>
        Text,
    }

    /// <summary>The kind of <paramref name="contentType"/>; anything in a charset other than UTF-8 is bytes.</summary>
    public static Kind KindOf(ReadOnlySpan<char> contentType)
    {
        var end = contentType.IndexOf(';');
        var type = (end < 0 ? contentType : contentType[..end]).Trim();
        var kind = KindOfType(type);
        return kind != Kind.Bytes && end >= 0 && !IsUtf8(contentType[(end + 1)..]) ? Kind.Bytes : kind;
    }

    private static Kind KindOfType(ReadOnlySpan<char> type)
    {
        if (Is(type, "application/json") || Is(type, "text/json") || type.EndsWith("+json", StringComparison.OrdinalIgnoreCase))
        {
            return Kind.Json;
        }

        if (Is(type, "application/x-www-form-urlencoded"))
        {
            return Kind.Form;
        }

        return type.StartsWith("text/", StringComparison.OrdinalIgnoreCase)
            || type.EndsWith("+xml", StringComparison.OrdinalIgnoreCase)
            || Is(type, "application/xml")
            || Is(type, "application/javascript")
            || Is(type, "application/graphql")
            || Is(type, "application/x-ndjson")
            ? Kind.Text
            : Kind.Bytes;
    }

    private static bool IsUtf8(ReadOnlySpan<char> parameters)
    {
        foreach (var range in parameters.Split(';'))
        {
            var parameter = parameters[range].Trim();
            if (parameter.StartsWith("charset=", StringComparison.OrdinalIgnoreCase))
            {
                var charset = parameter["charset=".Length..].Trim().Trim('"');
                return Is(charset, "utf-8") || Is(charset, "utf8") || Is(charset, "us-ascii");
            }
        }

        return true;
    }

    private static bool Is(ReadOnlySpan<char> type, string expected) => type.Equals(expected, StringComparison.OrdinalIgnoreCase);
}
