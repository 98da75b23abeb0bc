using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using MolnOS.Sandbox.Hosting.Errors;
using MolnOS.Sandbox.Persistence;

namespace MolnOS.Sandbox.Storage;

/// <summary>The conditions <c>If-Match</c> and <c>If-None-Match</c> of a request (RFC 9110, 13.1): what a sender believes to be there. Pure.</summary>
internal sealed class EntityTags
{
    private readonly IList<EntityTagHeaderValue>? _match;
    private readonly IList<EntityTagHeaderValue>? _noneMatch;

    private EntityTags(IList<EntityTagHeaderValue>? match, IList<EntityTagHeaderValue>? noneMatch) => (_match, _noneMatch) = (match, noneMatch);

    /// <summary>Whether <c>If-Match</c> was said.</summary>
    public bool HasMatch => _match is not null;

    /// <summary>Whether <c>If-None-Match</c> was said.</summary>
    public bool HasNoneMatch => _noneMatch is not null;

    /// <summary>Reads them.</summary>
    /// <exception cref="RefusedException">One is no list of entity tags: to let it pass would be to overwrite what its sender meant to keep.</exception>
    public static EntityTags Of(IHeaderDictionary headers) => new(Read(headers.IfMatch, "If-Match"), Read(headers.IfNoneMatch, "If-None-Match"));

    /// <summary>The tag of an object: the hash of its bytes.</summary>
    public static EntityTagHeaderValue TagOf(StoredObject stored) => new($"\"{stored.Hash}\"");

    /// <summary>Whether <c>If-Match</c> holds, or was not said.</summary>
    public bool Matches(StoredObject? found) => _match is null || (found is not null && IsIn(_match, found, useStrongComparison: true));

    /// <summary>Whether <c>If-None-Match</c> holds, or was not said.</summary>
    public bool NoneMatches(StoredObject? found) => _noneMatch is null || found is null || !IsIn(_noneMatch, found, useStrongComparison: false);

    /// <summary>Whether both hold.</summary>
    public bool Allow(StoredObject? found) => Matches(found) && NoneMatches(found);

    private static bool IsIn(IList<EntityTagHeaderValue> tags, StoredObject found, bool useStrongComparison) =>
        tags.Any(tag => tag.Equals(EntityTagHeaderValue.Any) || tag.Compare(TagOf(found), useStrongComparison));

    private static IList<EntityTagHeaderValue>? Read(StringValues header, string name) =>
        header.Count == 0 ? null
        : EntityTagHeaderValue.TryParseStrictList([.. header.OfType<string>()], out var tags) && tags.Count > 0 ? tags
        : throw new RefusedException(StatusCodes.Status400BadRequest, $"The header {name} must be * or a list of entity tags, each in double quotes.");
}
