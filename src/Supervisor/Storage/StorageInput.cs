using MolnOS.Sandbox.Hosting.Errors;
using MolnOS.Sandbox.Hosting.Requests;

namespace MolnOS.Sandbox.Storage;

/// <summary>What a JSON body of this slice says; null where it says nothing. Read strictly. Pure.</summary>
internal sealed record StorageInput
{
    /// <summary>Longest JSON body: a content that is larger comes raw or in a form, and is never whole in memory.</summary>
    public const int MaxBodyBytes = 8 * 1024 * 1024;

    public bool? Public { get; private init; }

    public string? Key { get; private init; }

    public string? Content { get; private init; }

    public string? ContentType { get; private init; }

    /// <summary>Reads <c>{public?}</c>; no body says nothing.</summary>
    /// <exception cref="RefusedException">It is none; the message names the field.</exception>
    public static StorageInput ReadBucket(ReadOnlyMemory<byte> utf8Json) => utf8Json.IsEmpty ? new StorageInput() : Read(utf8Json, [], "public");

    /// <summary>Reads <c>{public}</c>.</summary>
    /// <exception cref="RefusedException">It is none; the message names the field.</exception>
    public static StorageInput ReadBucketChange(ReadOnlyMemory<byte> utf8Json) => Read(utf8Json, ["public"]);

    /// <summary>Reads <c>{key, content, contentType?}</c>.</summary>
    /// <exception cref="RefusedException">It is none; the message names the field.</exception>
    public static StorageInput ReadObject(ReadOnlyMemory<byte> utf8Json) => Read(utf8Json, ["key", "content"], "contentType");

    /// <summary>Reads <c>{key}</c>.</summary>
    /// <exception cref="RefusedException">It is none; the message names the field.</exception>
    public static StorageInput ReadKey(ReadOnlyMemory<byte> utf8Json) => Read(utf8Json, ["key"]);

    private static StorageInput Read(ReadOnlyMemory<byte> utf8Json, string[] needed, params string[] optional) => InputBody.Read(utf8Json, (reader, body) =>
    {
        var input = new StorageInput();
        reader.ReadFields(body, needed, optional, field => input = field.Name switch
        {
            "public" => input with { Public = reader.Flag(field) },
            "key" => input with { Key = reader.Text(field, StorageRules.MostKeyChars) },
            "content" => input with { Content = reader.Text(field, int.MaxValue, mayBeEmpty: true) },
            _ => input with { ContentType = reader.Text(field, StorageRules.MostTypeChars) },
        });
        return input;
    });
}
