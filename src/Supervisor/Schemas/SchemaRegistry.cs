using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using MolnOS.Sandbox.Hosting.Errors;
using MolnOS.Sandbox.Persistence;

namespace MolnOS.Sandbox.Schemas;

/// <summary>Takes schemas in: what the validator finds fit is the next version of its name, and never changes.</summary>
internal sealed class SchemaRegistry(ISchemaStore store, RunValidator run, TimeProvider time, IOptions<SchemaOptions> options)
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);

    /// <summary>Adds the next version of a schema.</summary>
    /// <exception cref="RefusedException">It is no schema, or there is no room for it.</exception>
    /// <exception cref="StorageException">It cannot be stored.</exception>
    public async Task<SchemaSummary> AddAsync(SchemaInput input, string createdBy, CancellationToken cancellationToken)
    {
        // 1. A validator compiles it.
        if (Refusal(await run(ValidatorLane.Check, ValidatorMessages.Check(input.Text), cancellationToken)) is { } refusal)
        {
            throw refusal;
        }

        // 2. It is stored.
        var version = new NewSchemaVersion
        {
            Name = input.Name,
            Description = input.Description,
            Key = Convert.ToHexStringLower(SHA256.HashData(input.Text.Span)),
            Text = input.Text,
            CreatedAt = time.GetUtcNow(),
            CreatedBy = createdBy,
        };
        var bounds = new SchemaBounds(options.Value.MaxSchemas, options.Value.MaxVersions, options.Value.MaxTotalBytes);
        return await store.AddVersionAsync(version, bounds, cancellationToken) switch
        {
            SchemaAddition.Added added => new SchemaSummary(input.Name, added.Version, input.Description, version.Key, version.CreatedAt, createdBy),
            SchemaAddition.TooManySchemas => throw Full($"There are {bounds.Schemas} schemas, and no more are kept: delete one first."),
            SchemaAddition.TooManyVersions => throw Full($"The schema {input.Name} has {bounds.Versions} versions, and no more are kept: delete it, or take another name."),
            SchemaAddition.TooManyBytes => throw Full($"All schemas together would be larger than {bounds.Bytes} bytes: delete one first."),
            var unknown => throw new InvalidOperationException($"An addition of an unknown kind: {unknown.GetType().Name}."),
        };
    }

    private static RefusedException? Refusal(ValidatorReply reply) => reply switch
    {
        ValidatorReply.Answered answered => ValidatorMessages.Read(answered.Json) switch
        {
            ValidatorSaying.Fits => null,
            ValidatorSaying.Unfit unfit => Bad($"schema{unfit.Path}: {unfit.Message}."),
            ValidatorSaying.TooDeep => Bad("schema is nested too deep."),
            _ => Broken(),
        },
        ValidatorReply.TimedOut timedOut => Bad($"schema takes longer than {timedOut.Limit.TotalMilliseconds:0} ms to compile: make it smaller or simpler, or try again when the server is less busy."),
        ValidatorReply.OutOfMemory memory => Bad($"schema takes more than {memory.LimitMb} MiB of memory to compile: make it smaller or simpler."),
        ValidatorReply.TooLarge => Bad("schema is larger than a message to a worker may be."),
        ValidatorReply.Unavailable none => new RefusedException(StatusCodes.Status503ServiceUnavailable, "No validator is free at the moment.", none.RetryAfter),
        _ => Broken(),
    };

    private static RefusedException Bad(string message) => new(StatusCodes.Status400BadRequest, message);

    private static RefusedException Full(string message) => new(StatusCodes.Status409Conflict, message);

    private static RefusedException Broken() => new(StatusCodes.Status503ServiceUnavailable, "The validator ended in the midst of the work.", s_pause);
}
