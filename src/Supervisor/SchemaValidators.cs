using Microsoft.Extensions.Options;
using MolnOS.Sandbox.Invocation;
using MolnOS.Sandbox.Protocol.Functions;
using MolnOS.Sandbox.Protocol.Worker;
using MolnOS.Sandbox.Schemas;
using MolnOS.Sandbox.Workers;

namespace MolnOS.Sandbox;

/// <summary>Lets the pool run the validator of schemas, of which Schemas knows nothing: a system function for each lane.</summary>
internal static class SchemaValidators
{
    /// <summary>What Schemas asks of the pool, without knowing it.</summary>
    public static void AddSchemaValidators(this IServiceCollection services)
    {
        foreach (var lane in Enum.GetValues<ValidatorLane>())
        {
            services.AddKeyedSingleton(lane, (provider, _) => Create(lane, provider.GetRequiredService<IOptions<SchemaOptions>>().Value));
            services.AddSingleton(provider => provider.GetRequiredKeyedService<SystemFunction>(lane));
        }

        services.AddSingleton<RunValidator>(provider =>
        {
            var time = provider.GetRequiredService<TimeProvider>();
            var patience = provider.GetRequiredService<WorkersOptions>().QueueTimeout;
            // The invoker knows all bindings, and one of them validates: it is looked up when it is needed.
            return (lane, request, callerLeft) => RunAsync(
                provider.GetRequiredService<Invoker>(),
                provider.GetRequiredKeyedService<SystemFunction>(lane),
                Request(request, time.GetUtcNow() + patience),
                callerLeft);
        });
    }

    /// <summary>One request at a time in each worker: what harms it is known then, and holds up no other.</summary>
    private static SystemFunction Create(ValidatorLane lane, SchemaOptions options) => new(
        lane switch
        {
            ValidatorLane.Usual => "schema-validator",
            ValidatorLane.Apart => "schema-validator-apart",
            ValidatorLane.Check => "schema-check",
        },
        ReadProgram(options.ValidatorPath),
        new FunctionLimits
        {
            // Half of what a validation may take: one that has to compile the schema first still has time for the value.
            TimeoutMs = (int)(options.ValidationTimeout.TotalMilliseconds / (lane == ValidatorLane.Check ? 2 : 1)),
            MemoryMb = options.MemoryMb,
            Concurrency = 1,
            MaxWorkers = lane == ValidatorLane.Usual ? options.Workers : 1,
        });

    private static string ReadProgram(string? path)
    {
        path ??= Path.Combine(AppContext.BaseDirectory, "schema-validator", "schema-validator.mjs");
        return File.Exists(path)
            ? File.ReadAllText(path)
            : throw new FileNotFoundException("The validator of schemas (schema-validator/schema-validator.mjs) is missing beside the program; set Schemas:ValidatorPath or install again.");
    }

    private static InvokeRequest.Http Request(ReadOnlyMemory<byte> json, DateTimeOffset deadline) => new()
    {
        Deadline = deadline,
        Body = new InvokeBody(InvokeBodyType.Json, json),
        Method = "POST",
        Origin = "http://localhost",
        Path = "/",
        Subpath = "/",
        Query = "",
        Headers = [],
    };

    private static async Task<ValidatorReply> RunAsync(Invoker invoker, SystemFunction validator, InvokeRequest request, CancellationToken callerLeft)
    {
        var outcome = await invoker.InvokeAsync(validator.Function, InvocationId.New(), request, callerLeft);
        if (outcome is InvocationOutcome.Answered { Stream: { } stream })
        {
            await stream.DisposeAsync();
        }

        return outcome switch
        {
            InvocationOutcome.Answered { Answer: { Status: StatusCodes.Status200OK, BodyType: AnswerBodyType.Json } answer } => new ValidatorReply.Answered(answer.Body),
            InvocationOutcome.TimedOut timedOut => new ValidatorReply.TimedOut(timedOut.Limit),
            InvocationOutcome.OutOfMemory memory => new ValidatorReply.OutOfMemory(memory.LimitMb),
            InvocationOutcome.TooLarge => new ValidatorReply.TooLarge(),
            InvocationOutcome.Overloaded overloaded => new ValidatorReply.Unavailable(overloaded.RetryAfter),
            InvocationOutcome.BackingOff backingOff => new ValidatorReply.Unavailable(backingOff.RetryAfter),
            // The validator did not even come up: no schema's doing.
            InvocationOutcome.LoadFailed or InvocationOutcome.Gone => new ValidatorReply.Unavailable(TimeSpan.FromSeconds(1)),
            InvocationOutcome.Stopping => new ValidatorReply.Unavailable(TimeSpan.FromSeconds(5)),
            InvocationOutcome.CallerLeft => throw new OperationCanceledException(callerLeft),
            _ => new ValidatorReply.Failed(),
        };
    }
}
