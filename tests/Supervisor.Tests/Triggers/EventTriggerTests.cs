using System.Text;
using MolnOS.Sandbox.Events;
using MolnOS.Sandbox.Functions;
using MolnOS.Sandbox.Invocation;
using MolnOS.Sandbox.Protocol.Functions;
using MolnOS.Sandbox.Protocol.Worker;
using MolnOS.Sandbox.Triggers;

namespace MolnOS.Sandbox.Supervisor.Tests.Triggers;

/// <summary>How a function is called for an event, and what its end means for the event.</summary>
public sealed class EventTriggerTests
{
    private readonly ManualTime _time = new();

    private static readonly Dictionary<string, (InvocationOutcome Outcome, string Verdict)> s_ends = new(StringComparer.Ordinal)
    {
        ["204"] = (Answer(204), "Taken"),
        ["302"] = (Answer(302), "Taken"),
        ["404"] = (Answer(404), "Taken"),
        ["499"] = (Answer(499), "Taken"),
        ["500"] = (Answer(500), "Failed: The function answered with status 500."),
        ["599"] = (Answer(599), "Failed: The function answered with status 599."),
        ["threw"] = (new InvocationOutcome.Threw("TypeError", "no such thing"), "Failed: The function threw TypeError: no such thing"),
        ["unusable"] = (new InvocationOutcome.Unusable("a circle"), "Failed: The function returned something that cannot be an answer: a circle"),
        ["timed out"] = (new InvocationOutcome.TimedOut(TimeSpan.FromSeconds(1)), "Failed: The function did not answer within its limit of 1000 ms."),
        ["memory"] = (new InvocationOutcome.OutOfMemory(128), "Failed: The function ran out of memory (limit 128 MiB)."),
        ["died"] = (new InvocationOutcome.WorkerDied("exit code 1"), "Failed: The function's worker ended before it answered: exit code 1"),
        ["no load"] = (new InvocationOutcome.LoadFailed("SyntaxError"), "Failed: The function's code did not load: SyntaxError"),
        ["too large"] = (new InvocationOutcome.TooLarge(), "Hopeless: The call is larger than a message to a worker may be."),
        ["overloaded"] = (new InvocationOutcome.Overloaded("full", TimeSpan.FromSeconds(3)), "Unplaced: 3"),
        ["backing off"] = (new InvocationOutcome.BackingOff(TimeSpan.FromSeconds(4)), "Unplaced: 4"),
        ["gone"] = (new InvocationOutcome.Gone(), "Unwanted"),
        ["stopping"] = (new InvocationOutcome.Stopping(), "Stopping"),
        ["left"] = (new InvocationOutcome.CallerLeft(), "Unplaced: 1"),
    };

    public static TheoryData<string> Ends { get; } = [.. s_ends.Keys];

    [Theory]
    [MemberData(nameof(Ends))]
    public async Task Each_end_of_a_call_has_its_meaning_for_the_event(string end)
    {
        var (outcome, verdict) = s_ends[end];

        Describe(await DeliverAsync((_, _, _, _) => ValueTask.FromResult(outcome))).Should().Be(verdict);
    }

    [Fact]
    public async Task The_function_is_called_with_the_event_and_its_own_time_limit()
    {
        InvokeRequest.Event? seen = null;
        await DeliverAsync((function, _, request, callerLeft) =>
        {
            seen = (InvokeRequest.Event)request;
            callerLeft.CanBeCanceled.Should().BeFalse("nobody waits who could leave");
            return ValueTask.FromResult<InvocationOutcome>(Answer(200));
        });

        seen.Should().BeEquivalentTo(new
        {
            EventName = "order.created",
            EventId = "e1",
            Source = "fn-aaaaaaaa",
            Attempt = 2,
            Timestamp = DateTimeOffset.UnixEpoch,
            Deadline = _time.GetUtcNow().AddMilliseconds(1234),
            Identity = (CallerIdentity?)null,
        });
        seen!.Chain.Depth.Should().Be(1);
        (seen.Body.Type, Encoding.UTF8.GetString(seen.Body.Bytes.Span)).Should().Be((InvokeBodyType.Json, "[1]"));
    }

    [Fact]
    public async Task A_streamed_answer_is_read_to_its_end()
    {
        var stream = new CountedStream(chunks: 5, fails: false);

        Describe(await DeliverAsync((_, _, _, _) => ValueTask.FromResult<InvocationOutcome>(Answer(200, stream)))).Should().Be("Taken");

        (stream.Read, stream.IsDisposed).Should().Be((6, true));
    }

    [Fact]
    public async Task A_streamed_answer_that_breaks_off_is_a_failure()
    {
        var stream = new CountedStream(chunks: 2, fails: true);

        Describe(await DeliverAsync((_, _, _, _) => ValueTask.FromResult<InvocationOutcome>(Answer(200, stream)))).Should().Be("Failed: The streamed answer broke off: broken");

        stream.IsDisposed.Should().BeTrue();
    }

    private static InvocationOutcome.Answered Answer(int status, AnswerStream? stream = null) => new InvocationOutcome.Answered(
        new InvokeAnswer { Status = status, Headers = [], BodyType = stream is null ? AnswerBodyType.None : AnswerBodyType.Stream, Body = default }, stream);

    private ValueTask<DeliveryVerdict> DeliverAsync(InvokeFunction invoke) => new EventTrigger(invoke, _time).DeliverAsync(
        new DeployedFunction
        {
            Id = "func0001",
            Definition = new FunctionDefinition { Name = "f", Limits = new FunctionLimits { TimeoutMs = 1234 } },
            Version = 1,
            CreatedAt = DateTimeOffset.UnixEpoch,
            UpdatedAt = DateTimeOffset.UnixEpoch,
        },
        new EventCall
        {
            EventId = "e1",
            EventName = "order.created",
            Source = "fn-aaaaaaaa",
            Chain = CallChain.Outside.Through("aaaaaaaa"),
            EmittedAt = DateTimeOffset.UnixEpoch,
            Data = "[1]"u8.ToArray(),
            Attempt = 2,
        });

    private static string Describe(DeliveryVerdict verdict) => verdict switch
    {
        DeliveryVerdict.Failed failed => $"Failed: {failed.Error}",
        DeliveryVerdict.Hopeless hopeless => $"Hopeless: {hopeless.Error}",
        DeliveryVerdict.Unplaced unplaced => $"Unplaced: {unplaced.RetryAfter.TotalSeconds}",
        _ => verdict.GetType().Name,
    };

    private sealed class CountedStream(int chunks, bool fails) : AnswerStream
    {
        public int Read { get; private set; }

        public bool IsDisposed { get; private set; }

        public override ValueTask<ReadOnlyMemory<byte>?> ReadAsync(CancellationToken cancellationToken)
        {
            Read++;
            return Read <= chunks ? ValueTask.FromResult<ReadOnlyMemory<byte>?>(new byte[] { 1 })
                : fails ? throw new IOException("broken")
                : ValueTask.FromResult<ReadOnlyMemory<byte>?>(null);
        }

        public override ValueTask DisposeAsync()
        {
            IsDisposed = true;
            return ValueTask.CompletedTask;
        }
    }
}
