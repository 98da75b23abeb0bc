using System.Runtime.CompilerServices;
using MolnOS.Sandbox.Functions;
using MolnOS.Sandbox.Protocol.Functions;
using MolnOS.Sandbox.Protocol.Worker;

namespace MolnOS.Sandbox.Bindings;

/// <summary>Hears of each denial, for the audit log. Must return at once and never throw.</summary>
/// <param name="invocation">Who was refused.</param>
/// <param name="permission">What it lacked; the method it called where it has not even the service.</param>
internal delegate void DenialSink(BoundInvocation invocation, string permission);

/// <summary>Every service that functions can reach, and what all gates have in common.</summary>
internal sealed partial class BoundServices(IEnumerable<Binding> services, DenialSink denied, TimeProvider time, ILogger<BoundServices> logger)
{
    private readonly Dictionary<string, Binding> _services = services.ToDictionary(service => service.Name, StringComparer.Ordinal);
    private readonly ConditionalWeakTable<FunctionDefinition, FunctionGrants> _grants = [];

    /// <summary>By which gates tell how long calls of services take.</summary>
    public TimeProvider Time => time;

    /// <summary>The service of a name, or null.</summary>
    public Binding? Find(string name) => _services.GetValueOrDefault(name);

    /// <summary>The gate of one invocation; null when its function has no bindings.</summary>
    public BindingGate? Open(DeployedFunction function, InvocationId invocationId, InvokeRequest request)
    {
        if (function.Definition.Bindings is not { Count: > 0 })
        {
            return null;
        }

        var grants = _grants.GetValue(function.Definition, static definition => FunctionGrants.Of(definition.Bindings));
        return new BindingGate(
            new BoundInvocation(function.Id, function.Definition.Name, invocationId, request.Chain, request.Deadline) { Trace = request.Trace }, grants, this);
    }

    /// <summary>A function was refused.</summary>
    public void Denied(BoundInvocation invocation, string permission) => denied(invocation, permission);

    /// <summary>A service threw.</summary>
    public void Faulted(string service, string method, Exception error) => LogFaulted(service, method, error);

    [LoggerMessage(600, LogLevel.Error, "{Service}.{Method}, called by a function, failed.")]
    private partial void LogFaulted(string service, string method, Exception error);
}
