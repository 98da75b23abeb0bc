using System.Text;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace MolnOS.Sandbox.Storage;

/// <summary>Puts an object.</summary>
/// <param name="key">Its key.</param>
/// <param name="type">Its media type as its sender said it, or null.</param>
/// <param name="content">Its bytes.</param>
internal delegate Task<PutOutcome> PutFile(string key, string? type, ReadContent content);

/// <summary>
/// A form that brings an object: a field <c>key</c>, then a part <c>file</c>, and nothing else. The file is handed on as it comes, never gathered, which is
/// why its key must come before it.
/// </summary>
internal sealed class MultipartUpload(string boundary, Stream body)
{
    private const string Key = "key";
    private const string File = "file";
    private const int MostBoundaryChars = 70;
    private const int MostKeyBytes = 4 * StorageRules.MostKeyChars;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly MultipartReader _reader = new(boundary, body) { HeadersCountLimit = 8 };

    /// <summary>The boundary of a request that brings a form; null when it brings something else.</summary>
    /// <exception cref="Hosting.Errors.RefusedException">It says that it is a form, but not where its parts end.</exception>
    public static string? BoundaryOf(HttpRequest request)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || !type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var boundary = HeaderUtilities.RemoveQuotes(type.Boundary);
        return boundary.Length is > 0 and <= MostBoundaryChars ? boundary.ToString() : throw StorageRefusals.Bad("The Content-Type of the form has no boundary of 1 to 70 characters.");
    }

    /// <summary>Reads the form and puts its file.</summary>
    /// <exception cref="Hosting.Errors.RefusedException">It is not such a form.</exception>
    public async Task<PutOutcome> ReadAsync(PutFile put, CancellationToken cancellationToken)
    {
        string? key = null;
        while (await NextAsync(cancellationToken) is var (name, part))
        {
            switch (name)
            {
                case Key when key is null:
                    key = await ReadKeyAsync(part.Body, cancellationToken);
                    break;
                case File when key is not null:
                    return await put(key, part.ContentType, (buffer, stop) => ReadFileAsync(part.Body, buffer, stop));
                case File:
                    throw StorageRefusals.Bad("The field key must come before the file.");
                default:
                    throw Unknown(name);
            }
        }

        throw StorageRefusals.Bad(key is null ? "The form has no field key." : "The form has no file.");
    }

    /// <summary>The end of the file is the end of the form: what follows would be a field that nobody reads, and nothing is put before that is known.</summary>
    private async ValueTask<int> ReadFileAsync(Stream file, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        var count = await ReadAsync(file.ReadAsync(buffer, cancellationToken));
        return count == 0 && await NextAsync(cancellationToken) is var (name, _) ? throw Unknown(name) : count;
    }

    private static async Task<string> ReadKeyAsync(Stream part, CancellationToken cancellationToken)
    {
        var bytes = new byte[MostKeyBytes + 1];
        var count = await ReadAsync(part.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken));
        try
        {
            return count > MostKeyBytes
                ? throw StorageRefusals.Bad($"A key must have 1 to {StorageRules.MostKeyChars} characters.")
                : StrictUtf8.GetString(bytes, 0, count);
        }
        catch (DecoderFallbackException)
        {
            throw StorageRefusals.Bad("The field key is not UTF-8.");
        }
    }

    private async Task<(string Name, MultipartSection Part)?> NextAsync(CancellationToken cancellationToken)
    {
        if (await ReadAsync(new ValueTask<MultipartSection?>(_reader.ReadNextSectionAsync(cancellationToken))) is not { } part)
        {
            return null;
        }

        return ContentDispositionHeaderValue.TryParse(part.ContentDisposition, out var disposition) && HeaderUtilities.RemoveQuotes(disposition.Name) is { Length: > 0 } name
            ? (name.ToString(), part)
            : throw StorageRefusals.Bad("A part of the form has no name.");
    }

    private static async ValueTask<T> ReadAsync<T>(ValueTask<T> reading)
    {
        try
        {
            return await reading;
        }
        catch (Exception e) when (e is InvalidDataException or IOException and not (BadHttpRequestException or ConnectionResetException))
        {
            throw StorageRefusals.Bad("The form is not multipart/form-data as its boundary says, or ends before its end.");
        }
    }

    private static Hosting.Errors.RefusedException Unknown(string name) =>
        StorageRefusals.Bad($"The form may have a field key and then a file, each once; '{(name.Length > 64 ? name[..64] + "..." : name)}' is not expected there.");
}
