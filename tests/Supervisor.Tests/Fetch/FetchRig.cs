using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using MolnOS.Sandbox.Bindings;
using MolnOS.Sandbox.Chains;
using MolnOS.Sandbox.Fetch;
using MolnOS.Sandbox.Protocol.Worker;
using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.Supervisor.Tests.Fetch;

/// <summary>The binding behind the gate, with a test in the place of the name server and of the Internet, which is an upstream on 127.0.0.1.</summary>
internal sealed class FetchRig : IDisposable
{
    private readonly ConcurrentDictionary<string, ConcurrentQueue<IPAddress[]>> _names = new(StringComparer.Ordinal);
    private readonly ConcurrentStack<CancellationTokenSource> _invocations = new();
    private readonly Meter _meter = new("MolnOS.Sandbox");
    private readonly FetchClient _client;
    private readonly FetchBinding _binding;
    private readonly int _internetPort;
    private readonly IReadOnlyList<string?> _granted;

    /// <summary>A rig whose functions were granted these targets.</summary>
    public FetchRig(Upstream internet, FetchOptions? options = null, params string?[] granted)
        : this(internet.Port, options, granted)
    {
    }

    public FetchRig(int internetPort, FetchOptions? options = null, params string?[] granted)
    {
        _internetPort = internetPort;
        _granted = granted.Length == 0 ? [null] : granted;
        Options = options ?? new FetchOptions();
        Seal = new ChainSeal();
        Slots = new FetchSlots(Options);
        var privateHosts = new PrivateHosts(Options);
        _client = new FetchClient(new HostConnector(privateHosts, ResolveAsync, ConnectAsync, Options), Seal, Options);
        var metrics = new FetchMetrics(_meter, Slots);
        _binding = new FetchBinding(new FetchSessions(Slots, metrics, Options), new FetchParts(_client, privateHosts, metrics, Options));
    }

    /// <summary>A rig in which <c>api.example</c> is a public name, and every public host was granted.</summary>
    public static FetchRig Of(Upstream internet, FetchOptions? options = null)
    {
        var rig = new FetchRig(internet, options);
        rig.Name("api.example", ["93.184.216.34"]);
        return rig;
    }

    public FetchOptions Options { get; }

    public ChainSeal Seal { get; }

    public FetchSlots Slots { get; }

    /// <summary>Names that were looked up.</summary>
    public ConcurrentQueue<string> Lookups { get; } = new();

    /// <summary>Where connections were made to.</summary>
    public ConcurrentQueue<IPEndPoint> Connections { get; } = new();

    /// <summary>What was denied, as the audit log hears of it.</summary>
    public ConcurrentQueue<string> Denied { get; } = new();

    /// <summary>An address that never answers.</summary>
    public IPAddress? Silent { get; set; }

    /// <summary>What a lookup waits for.</summary>
    public Func<string, Task> BeforeLookup { get; set; } = _ => Task.CompletedTask;

    /// <summary>Lets a name lead to these addresses at its first lookup, to further ones at the next; the last stay.</summary>
    public void Name(string name, params string[][] lookups) => _names[name] = new(lookups.Select(addresses => addresses.Select(IPAddress.Parse).ToArray()));

    /// <summary>An invocation that fetches.</summary>
    public FetchingInvocation Invocation(string functionId = "function")
    {
        var over = new CancellationTokenSource();
        _invocations.Push(over);
        return new FetchingInvocation(this, functionId, over);
    }

    public void Dispose()
    {
        foreach (var over in _invocations)
        {
            over.Dispose();
        }

        _client.Dispose();
        Seal.Dispose();
        _meter.Dispose();
    }

    public async Task<BindingResult> CallAsync(BoundInvocation invocation, string method, string arguments, CancellationToken invocationEnded)
    {
        using var document = JsonDocument.Parse(arguments);
        var call = new BoundCall(invocation, new BindingArguments([.. document.RootElement.EnumerateArray().Select(argument => argument.Clone())]))
        {
            Granted = _granted,
            Deny = (target, reason) =>
            {
                Denied.Enqueue(target);
                return new BindingResult.Failed(BindingCodes.PermissionDenied, reason ?? "Not granted.");
            },
        };
        return await _binding.Methods[method].Handle(call, invocationEnded);
    }

    private async Task<IPAddress[]> ResolveAsync(string name)
    {
        Lookups.Enqueue(name);
        await BeforeLookup(name);
        return _names.TryGetValue(name, out var lookups) && lookups.TryPeek(out var addresses) && (lookups.Count == 1 || lookups.TryDequeue(out addresses))
            ? addresses
            : throw new SocketException((int)SocketError.HostNotFound);
    }

    private async ValueTask<Stream> ConnectAsync(IPEndPoint endPoint, CancellationToken cancellationToken)
    {
        Connections.Enqueue(endPoint);
        if (endPoint.Address.Equals(Silent))
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }

        return await HostConnector.ConnectAsync(new IPEndPoint(IPAddress.Loopback, _internetPort), cancellationToken);
    }
}

/// <summary>One invocation of a function that fetches.</summary>
internal sealed class FetchingInvocation(FetchRig rig, string functionId, CancellationTokenSource over)
{
    private readonly BoundInvocation _invocation =
        new(functionId, functionId, InvocationId.New(), CallChain.Outside.Through("outsider"), DateTimeOffset.MaxValue);

    private long _last;

    /// <summary>Calls a method with arguments in JSON.</summary>
    public Task<BindingResult> CallAsync(string method, string arguments) => rig.CallAsync(_invocation, method, arguments, over.Token);

    /// <summary>Begins a fetch under a number of its own.</summary>
    public Task<BindingResult> FetchAsync(string url, string method = "GET", string headers = "{}", string? body = null) =>
        CallAsync("fetch", $$"""[{{++_last}},{"method":"{{method}}","url":{{Quote(url)}},"headers":{{headers}}},{{(body is null ? "null" : Bytes(body))}}]""");

    /// <summary>The whole body, and the code of the failure where it ends in one.</summary>
    public async Task<string> ReadAllAsync(BindingResult result)
    {
        for (var text = new StringBuilder(); ;)
        {
            if (result is BindingResult.Failed failed)
            {
                return text.Append(failed.Code).ToString();
            }

            text.Append(result.Body());
            if (result.IsEnd())
            {
                return text.ToString();
            }

            result = await CallAsync("read", $"[{Number}]");
        }
    }

    /// <summary>The number of the last fetch.</summary>
    public long Number => _last;

    /// <summary>It is over.</summary>
    public void End() => over.Cancel();

    /// <summary>Bytes as the wire has them.</summary>
    public static string Bytes(string text) => $$"""{"$bytes":"{{Convert.ToBase64String(Encoding.UTF8.GetBytes(text))}}"}""";

    private static string Quote(string text) => $"\"{JsonEncodedText.Encode(text)}\"";
}

/// <summary>Results in the words of a test.</summary>
internal static class FetchResults
{
    /// <summary>The value; fails the test when there is none.</summary>
    public static JsonElement Value(this BindingResult result) => result switch
    {
        BindingResult.Value value => JsonDocument.Parse(value.Json).RootElement,
        BindingResult.WithBytes both => JsonDocument.Parse(both.Json).RootElement,
        _ => throw new InvalidOperationException(result.ToString()),
    };

    /// <summary>The body that came along.</summary>
    public static string Body(this BindingResult result) => result switch
    {
        BindingResult.WithBytes both => Encoding.UTF8.GetString(both.Body.Span),
        BindingResult.Value => "",
        _ => throw new InvalidOperationException(result.ToString()),
    };

    /// <summary>Whether that was all of it.</summary>
    public static bool IsEnd(this BindingResult result) => result.Value().TryGetProperty("end", out _);

    /// <summary>A header of the response.</summary>
    public static string? Header(this BindingResult result, string name)
    {
        var lines = result.Value().GetProperty("headers").EnumerateArray().Select(item => item.GetString()).ToList();
        var index = lines.FindIndex(line => string.Equals(line, name, StringComparison.OrdinalIgnoreCase));
        return index < 0 ? null : lines[index + 1];
    }

    /// <summary>The code of a failure.</summary>
    public static string Code(this BindingResult result) => result is BindingResult.Failed failed ? failed.Code : result.ToString();

    /// <summary>The message of a failure.</summary>
    public static string Message(this BindingResult result) => result is BindingResult.Failed failed ? failed.Message : result.ToString();
}
