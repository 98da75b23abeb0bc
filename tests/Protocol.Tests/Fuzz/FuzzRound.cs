using System.Text;
using System.Text.Json;
using MolnOS.Sandbox.Protocol.JsonRpc;
using MolnOS.Sandbox.Protocol.Tests.Wire;
using MolnOS.Sandbox.Protocol.Worker;

namespace MolnOS.Sandbox.Protocol.Tests.Fuzz;

/// <summary>One conversation with a worker that says a few right things and a few wrong ones; everything in it follows from its seed.</summary>
internal sealed class FuzzRound(int seed)
{
    private const int CallCount = 3;
    private const int MaxFrameBytes = 64 * 1024;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);
    private static readonly JsonDocumentOptions s_deep = new() { MaxDepth = 100_000 };

    private readonly Random _random = new(seed);
    private byte[] _said = [];

    /// <summary>Mutated lines that went in.</summary>
    public int Mutants { get; private set; }

    /// <summary>Bytes that went in.</summary>
    public int SaidBytes => _said.Length;

    /// <summary>Whether the worker was cut off for breaking a rule.</summary>
    public bool WasViolation { get; private set; }

    /// <summary>Calls that were answered.</summary>
    public int Answered { get; private set; }

    /// <summary>Runs it; returns null, or what went wrong.</summary>
    public async Task<string?> RunAsync()
    {
        var notes = new RecordedNotes();
        using var written = new MemoryStream();
        using var input = new PiecewiseStream(new Random(_random.Next()));
        await using var channel = new WorkerChannel(input, written, notes, new RpcConnectionOptions { MaxFrameBytes = MaxFrameBytes });
        CountedInvoke[] calls = [.. Enumerable.Range(0, CallCount).Select(_ => new CountedInvoke(NewId()))];
        foreach (var call in calls)
        {
            channel.Invoke(call.Invocation, Calls.Get, call);
        }

        Task<bool>[] asked = [channel.PingAsync(CancellationToken.None).AsTask(), channel.DrainAsync(CancellationToken.None).AsTask()];
        var cache = channel.ReadCodeCacheAsync(CancellationToken.None).AsTask();
        var load = channel.LoadAsync(Loads.Small, CancellationToken.None).AsTask();

        _said = Say(Encoding.UTF8.GetString(written.ToArray()));
        input.Fill(_said);
        channel.Start();
        try
        {
            var reason = await channel.Closed.WaitAsync(s_patience);
            await Task.WhenAll([.. asked, cache, load, .. calls.Select(call => call.Outcome)]).WaitAsync(s_patience);
            return Judge(reason, calls);
        }
        catch (TimeoutException)
        {
            return Fault("it hangs");
        }
    }

    /// <summary>What the worker says: mostly <c>ready</c>, some right lines, and wrong ones among them.</summary>
    private byte[] Say(string written)
    {
        // Each request's own id, two that are none's, and what is no id at all.
        List<string> calls = [.. written.Split('\n', StringSplitOptions.RemoveEmptyEntries).Take(CallCount).Select(Lines.IdOf)];
        List<string> ids = [.. written.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Lines.IdOf)];
        ids.AddRange([NewId().ToString(), new string('f', 32), ids[0].ToUpperInvariant(), ids[0][..31], "1"]);
        var mutator = new FrameMutator(_random, calls, ids);
        var lines = new List<byte[]>();
        if (_random.Next(20) != 0)
        {
            lines.Add(Encoding.UTF8.GetBytes(Lines.Ready));
        }

        for (var count = _random.Next(1, 5); count > 0; count--)
        {
            var isMutant = count == 1 || _random.Next(3) == 0;
            lines.Add(isMutant ? mutator.Mutant() : mutator.Line());
            Mutants += isMutant ? 1 : 0;
        }

        if (_random.Next(10) == 0)
        {
            lines = [.. lines.OrderBy(_ => _random.Next())];
        }

        return [.. lines.SelectMany(line => line.Append((byte)'\n'))];
    }

    private string? Judge(RpcCloseReason reason, CountedInvoke[] calls)
    {
        WasViolation = reason is RpcCloseReason.Violation;
        if (reason is not (RpcCloseReason.EndOfFile or RpcCloseReason.Violation))
        {
            return Fault($"it ended with {reason}");
        }

        foreach (var call in calls)
        {
            if (call.Fault is { } fault)
            {
                return Fault(fault);
            }

            Answered += call.IsAnswered ? 1 : 0;
            if (call.IsAnswered && !WasAnswered(call))
            {
                return Fault($"the call {call.Id} has the reply {call.Reply}, which nobody gave it");
            }
        }

        return null;
    }

    /// <summary>Whether another reader of JSON finds a line that answers this very call, and in the same words.</summary>
    private bool WasAnswered(CountedInvoke call) => Encoding.Latin1.GetString(_said).Split('\n').Any(line =>
    {
        try
        {
            using var document = JsonDocument.Parse(Encoding.Latin1.GetBytes(line), s_deep);
            return document.RootElement is { ValueKind: JsonValueKind.Object } root
                && root.TryGetProperty("id", out var id) && id.ValueKind == JsonValueKind.String && id.GetString() == call.Id
                && call.Reply switch
                {
                    InvokeReply.Answered { Answer: var answer } => root.TryGetProperty("result", out var result) && result.GetProperty("status").GetInt32() == answer.Status,
                    _ => root.TryGetProperty("error", out _),
                };
        }
        catch (JsonException)
        {
            return false;
        }
    });

    private InvocationId NewId() => new(new UInt128((ulong)_random.NextInt64(), (ulong)_random.NextInt64()));

    private string Fault(string what) => $"round {seed}: {what}; the worker said (base64) {FrameMutator.Show(_said)}";
}
