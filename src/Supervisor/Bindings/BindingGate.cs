using System.Buffers;
using System.Diagnostics;
using System.Text.Json;
using MolnOS.Sandbox.Persistence;
using MolnOS.Sandbox.Protocol.Worker;
using MolnOS.Sandbox.Traces;

namespace MolnOS.Sandbox.Bindings;

/// <summary>
/// The only door out of one invocation. Every call through it is checked against what the function declared when the invocation began;
/// what the call says of itself beyond service, method and arguments counts for nothing.
/// </summary>
/// <param name="invocation">The invocation it belongs to.</param>
/// <param name="grants">What its function may do.</param>
/// <param name="services">The services there are.</param>
internal sealed class BindingGate(BoundInvocation invocation, FunctionGrants grants, BoundServices services)
{
    private BusyTime? _busy;

    /// <summary>How long the invocation had a call of a service open; null when it had none.</summary>
    public TimeSpan? Busy => _busy?.Elapsed;

    /// <summary>Takes a call in; returns at once, since the worker's messages wait behind it.</summary>
    /// <param name="call">What the worker asks for.</param>
    /// <param name="invocationEnded">Fires when the invocation is over.</param>
    public void Enter(BindingCall call, CancellationToken invocationEnded)
    {
        // Calls come in one after the other, by the worker's reader.
        (_busy ??= new BusyTime(services.Time)).Begin();
        ThreadPool.UnsafeQueueUserWorkItem(static entry => _ = entry.Gate.RunAsync(entry.Call, entry.Ended), (Gate: this, Call: call, Ended: invocationEnded), preferLocal: false);
    }

    private async Task RunAsync(BindingCall call, CancellationToken invocationEnded)
    {
        BindingResult result;
        using var span = Spans.BeginBelow("binding", invocation.Trace);
        try
        {
            result = await DecideAsync(call, invocationEnded).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (invocationEnded.IsCancellationRequested)
        {
            result = Ended;
        }
        catch (Exception error)
        {
            services.Faulted(call.Service, call.Method, error);
            result = error is StorageException disk
                ? new BindingResult.Failed(disk.Failure == StorageFailure.Full ? BindingCodes.LimitExceeded : BindingCodes.Unavailable, disk.PublicMessage)
                : new BindingResult.Failed(BindingCodes.Unavailable, $"{call.Service}.{call.Method} failed on the server; its log says why.");
        }

        Describe(span, call, result);
        // Before the worker hears of it: its answer may be there at once.
        _busy!.End();
        Answer(call, result);
    }

    /// <summary>A worker may ask for services and methods by any name: only those that there are become names of spans.</summary>
    private void Describe(Activity? span, BindingCall call, BindingResult result)
    {
        if (span is null)
        {
            return;
        }

        if (services.Find(call.Service) is { } service && service.Methods.ContainsKey(call.Method))
        {
            span.DisplayName = $"{call.Service}.{call.Method}";
            span.SetTag("molnos.service", call.Service).SetTag("molnos.method", call.Method);
        }

        if (result is BindingResult.Failed failed)
        {
            span.SetTag("error.type", failed.Code).SetStatus(ActivityStatusCode.Error);
        }
    }

    /// <summary>What a call after the end of its invocation is told.</summary>
    public static BindingResult.Failed Ended { get; } =
        new(BindingCodes.PermissionDenied, "The invocation that this call belongs to is over. Await what you start, or give it to waitUntil.");

    private async ValueTask<BindingResult> DecideAsync(BindingCall call, CancellationToken invocationEnded)
    {
        // 1. Is there such a method, in a service that was declared?
        if (!grants.Services.Contains(call.Service, StringComparer.Ordinal))
        {
            return Deny($"{call.Service}.{call.Method}", $"The function has no binding to {Quote(call.Service)}.");
        }

        if (services.Find(call.Service) is not { } service)
        {
            return new BindingResult.Failed(BindingCodes.Unavailable, $"This server has no service {call.Service}.");
        }

        if (!service.Methods.TryGetValue(call.Method, out var method))
        {
            return new BindingResult.Failed(BindingCodes.InvalidArgument, $"{call.Service} has no method {Quote(call.Method)}.");
        }

        // 2. May the function do that, to this?
        using var document = JsonDocument.Parse(call.Args, AsDeepAsTheWire);
        var arguments = new BindingArguments([.. document.RootElement.EnumerateArray()]);
        if (method.ChecksTargets)
        {
            return await HandleCheckedByItselfAsync(service, method, arguments, invocationEnded).ConfigureAwait(false);
        }

        var targets = TargetsOf(service, method, arguments);
        if (arguments.Fault is { } fault)
        {
            return fault;
        }

        var named = method.Find is { } find && targets[0] is { } name ? find(name) : null;
        foreach (var target in targets.Where(target => !Allows(call.Service, method.Action, target, named)))
        {
            return DenyAction(service, method, target, reason: null);
        }

        // 3. Do it.
        invocationEnded.ThrowIfCancellationRequested();
        return await method.Handle(new BoundCall(invocation, arguments) { Resource = named?.Resource }, invocationEnded).ConfigureAwait(false);
    }

    private ValueTask<BindingResult> HandleCheckedByItselfAsync(Binding service, BindingMethod method, BindingArguments arguments, CancellationToken invocationEnded)
    {
        var granted = grants.TargetsOf(service.Name, method.Action);
        if (granted.Count == 0)
        {
            return new(DenyAction(service, method, target: null, reason: null));
        }

        invocationEnded.ThrowIfCancellationRequested();
        var call = new BoundCall(invocation, arguments) { Granted = granted, Deny = (target, reason) => DenyAction(service, method, target, reason) };
        return method.Handle(call, invocationEnded);
    }

    private bool Allows(string service, string action, string? target, NamedResource? named) =>
        named is null ? grants.Allows(service, action, target) : named.Names.Any(name => grants.Allows(service, action, name));

    private const int MostTargetChars = 255;

    private static readonly JsonDocumentOptions AsDeepAsTheWire = new() { MaxDepth = 256 };

    /// <summary>Everything that a call acts upon; null stands for the service as a whole. Never empty.</summary>
    private static IReadOnlyList<string?> TargetsOf(Binding service, BindingMethod method, BindingArguments arguments)
    {
        if (method.NameTargets?.Invoke(arguments) is { Count: > 0 } targets)
        {
            return targets;
        }

        return [method.IsTargeted ? arguments.Text(0, $"The name of the {service.ResourceType}", MostTargetChars) : null];
    }

    private BindingResult.Failed DenyAction(Binding service, BindingMethod method, string? target, string? reason)
    {
        var permission = FunctionGrants.Describe(service.Name, method.Action, target);
        return Deny(permission, reason ?? $"The function's bindings do not grant {permission}.");
    }

    private BindingResult.Failed Deny(string permission, string message)
    {
        services.Denied(invocation, permission);
        return new BindingResult.Failed(BindingCodes.PermissionDenied, message);
    }

    private static void Answer(BindingCall call, BindingResult result)
    {
        switch (result)
        {
            case BindingResult.Failed failed:
                call.Fail(failed.Code, failed.Message);
                break;
            case BindingResult.Nothing:
                call.Answer("{}"u8);
                break;
            case BindingResult.Value value:
                Answer(call, value.Json, bytes: null);
                break;
            case BindingResult.Bytes bytes:
                Answer(call, json: null, bytes.Content);
                break;
            case BindingResult.WithBytes both:
                Answer(call, both.Json, both.Body);
                break;
        }
    }

    private static void Answer(BindingCall call, ReadOnlyMemory<byte>? json, ReadOnlyMemory<byte>? bytes)
    {
        var text = new ArrayBufferWriter<byte>((json?.Length ?? 0) + ((bytes?.Length ?? 0) * 4 / 3) + 64);
        using (var writer = new Utf8JsonWriter(text))
        {
            writer.WriteStartObject();
            if (json is { } value)
            {
                writer.WritePropertyName("value"u8);
                writer.WriteRawValue(value.Span, skipInputValidation: true);
            }

            if (bytes is { } content)
            {
                writer.WriteBase64String("bytes"u8, content.Span);
            }

            writer.WriteEndObject();
        }

        call.Answer(text.WrittenSpan);
    }

    private static string Quote(string name) => $"\"{(name.Length > 64 ? name[..64] + "…" : name)}\"";
}
