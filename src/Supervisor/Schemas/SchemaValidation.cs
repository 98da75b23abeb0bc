using Microsoft.Extensions.Options;
using MolnOS.Sandbox.Persistence;

namespace MolnOS.Sandbox.Schemas;

/// <summary>Validates values by schemas of the registry, in workers that a hostile schema or value can harm and nothing else.</summary>
internal sealed partial class SchemaValidation(
    ISchemaStore store, RunValidator run, TimeProvider time, IOptions<SchemaOptions> options, ILogger<SchemaValidation> logger)
{
    /// <summary>Validations that may wait for those of the same schema.</summary>
    private const int MostWaiting = 1000;

    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);

    private readonly SchemaTurns _turns = new(Math.Max(1, options.Value.Workers - 1), MostWaiting);
    private readonly SlowSchemas _slow = new(time);

    /// <summary>Validates a value.</summary>
    /// <param name="name">Name of the schema.</param>
    /// <param name="version">Its version; null for the newest.</param>
    /// <param name="data">The value as JSON.</param>
    /// <param name="callerLeft">Fires when nobody waits any more.</param>
    /// <exception cref="StorageException">The schema cannot be read.</exception>
    public async Task<SchemaVerdict> ValidateAsync(string name, int? version, ReadOnlyMemory<byte> data, CancellationToken callerLeft)
    {
        // 1. By which schema?
        if (await store.FindAsync(name, version, callerLeft) is not { } schema)
        {
            return new SchemaVerdict.NotFound(SchemaRules.NoSchema(name, version));
        }

        // 2. Wait for a turn: one schema never holds all validators.
        using var turn = await _turns.TakeAsync(name, callerLeft);
        if (turn is null)
        {
            return new SchemaVerdict.Unavailable("Too many validations wait already.", s_pause);
        }

        // 3. Ask. A validator has few schemas: the text goes along when it turns out that it lacks this one.
        var lane = _slow.Contains(name) ? ValidatorLane.Apart : ValidatorLane.Usual;
        var reply = await run(lane, ValidatorMessages.Validate(schema.Key, data), callerLeft);
        if (reply is ValidatorReply.Answered unknown && ValidatorMessages.Read(unknown.Json) is ValidatorSaying.Unknown)
        {
            if (await store.ReadAsync(name, schema.Version, callerLeft) is not { } stored || !string.Equals(stored.Summary.Key, schema.Key, StringComparison.Ordinal))
            {
                // It was removed meanwhile.
                return new SchemaVerdict.NotFound(SchemaRules.NoSchema(name, version));
            }

            reply = await run(lane, ValidatorMessages.Validate(schema.Key, data, stored.Text), callerLeft);
        }

        // 4. What has harmed a validator goes apart from now on.
        if (reply is ValidatorReply.TimedOut or ValidatorReply.OutOfMemory or ValidatorReply.Failed)
        {
            _slow.Add(name);
            LogEnded(name, schema.Version, reply.GetType().Name);
        }

        return VerdictOf(schema.Version, reply);
    }

    private static SchemaVerdict VerdictOf(int version, ValidatorReply reply) => reply switch
    {
        ValidatorReply.Answered answered => ValidatorMessages.Read(answered.Json) switch
        {
            ValidatorSaying.Validated validated => new SchemaVerdict.Given(version, validated.IsValid, validated.Errors),
            ValidatorSaying.TooDeep => new SchemaVerdict.TooCostly(
                StatusCodes.Status400BadRequest, "The value is nested too deep for this schema, or the schema leads back to itself without end."),
            _ => Broken,
        },
        ValidatorReply.TimedOut timedOut => new SchemaVerdict.TooCostly(
            StatusCodes.Status504GatewayTimeout, $"The validation did not end within its limit of {timedOut.Limit.TotalMilliseconds:0} ms; the schema may have a pattern that takes too long on this value."),
        ValidatorReply.OutOfMemory memory => new SchemaVerdict.TooCostly(
            StatusCodes.Status502BadGateway, $"The validation took more than its limit of {memory.LimitMb} MiB of memory."),
        ValidatorReply.TooLarge => new SchemaVerdict.TooCostly(
            StatusCodes.Status413PayloadTooLarge, "Schema and value together are larger than a message to a worker may be."),
        ValidatorReply.Unavailable none => new SchemaVerdict.Unavailable("No validator is free at the moment.", none.RetryAfter),
        _ => Broken,
    };

    private static SchemaVerdict.Unavailable Broken => new("The validator ended in the midst of the validation.", s_pause);

    [LoggerMessage(670, LogLevel.Warning, "A validation by version {Version} of the schema {Name} was ended ({Reason}); for a while the schema is validated apart from the others.")]
    private partial void LogEnded(string name, int version, string reason);
}
