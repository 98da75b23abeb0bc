using System.Net.Http.Headers;
using System.Text;
using MolnOS.Sandbox.Cli.Output;

namespace MolnOS.Sandbox.Cli.Functions;

/// <summary>The call of a function as the command line describes it.</summary>
/// <param name="Method">HTTP method.</param>
/// <param name="Body">The body's bytes, or null.</param>
/// <param name="Path">What follows the function's id, with the query.</param>
/// <param name="Headers">As <c>name: value</c>.</param>
internal sealed record InvokeRequest(HttpMethod Method, byte[]? Body, string Path, IReadOnlyList<string> Headers)
{
    /// <summary>The request to the function of that id.</summary>
    /// <exception cref="CommandFailedException">A header is none.</exception>
    public HttpRequestMessage ToMessage(Func<string, Uri> addressOf, string id)
    {
        var request = new HttpRequestMessage(Method, addressOf($"/functions/run/{id}{Encode(Path)}"));
        if (Body is not null)
        {
            request.Content = new ByteArrayContent(Body);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(TypeOf(Body)) { CharSet = TypeOf(Body) is "text/plain" ? "utf-8" : null };
        }

        foreach (var header in Headers)
        {
            AddHeader(request, header);
        }

        return request;
    }

    /// <summary>The method that an argument means; GET when there is none.</summary>
    /// <exception cref="CommandFailedException">It is none.</exception>
    public static HttpMethod ReadMethod(string? argument) => (argument ?? "GET").All(letter => char.IsAsciiLetter(letter) || letter is '-' or '_')
        ? new HttpMethod((argument ?? "GET").ToUpperInvariant())
        : throw CommandFailedException.WrongUsage($"'{argument}' is no HTTP method.", "The method comes before the body: molnos functions invoke <function> POST '{\"key\":\"value\"}'");

    /// <summary>The body that an argument means: a literal, <c>@FILE</c>, or <c>-</c> for stdin.</summary>
    public static byte[]? ReadBody(string? argument, Stream stdin) => argument switch
    {
        null => null,
        "-" => ReadAll(stdin),
        ['@', .. var file] => ReadFile(file),
        _ => Encoding.UTF8.GetBytes(argument),
    };

    // Sent as it is written, but for what cannot stand in a request line.
    private static string Encode(string path)
    {
        var encoded = new StringBuilder(path.Length is 0 || path[0] is '/' or '?' ? "" : "/");
        foreach (var unit in Encoding.UTF8.GetBytes(path))
        {
            if (unit is > 0x20 and < 0x7f and not (byte)'#')
            {
                encoded.Append((char)unit);
            }
            else
            {
                encoded.Append('%').Append(unit.ToString("X2", System.Globalization.CultureInfo.InvariantCulture));
            }
        }

        return encoded.ToString();
    }

    private static void AddHeader(HttpRequestMessage request, string header)
    {
        var colon = header.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0)
        {
            throw CommandFailedException.WrongUsage($"--header \"{header}\" has no name.", "Write --header \"name: value\".");
        }

        var (name, value) = (header[..colon].Trim(), header[(colon + 1)..].Trim());
        if (!request.Headers.TryAddWithoutValidation(name, value))
        {
            request.Content ??= new ByteArrayContent([]);
            request.Content.Headers.Remove(name);
            if (!request.Content.Headers.TryAddWithoutValidation(name, value))
            {
                throw CommandFailedException.WrongUsage($"The header {name} cannot be sent.");
            }
        }
    }

    private static string TypeOf(byte[] body)
    {
        if (JsonLine.TryCompact(body) is not null)
        {
            return "application/json";
        }

        return System.Text.Unicode.Utf8.IsValid(body) ? "text/plain" : "application/octet-stream";
    }

    private static byte[] ReadAll(Stream stdin)
    {
        using var body = new MemoryStream();
        stdin.CopyTo(body);
        return body.ToArray();
    }

    private static byte[] ReadFile(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw CommandFailedException.WrongUsage($"The body names {path}, which cannot be read.");
        }
    }
}
