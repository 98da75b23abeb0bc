using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.Options;
using MolnOS.Sandbox.Access;
using MolnOS.Sandbox.Access.Audit;
using MolnOS.Sandbox.Persistence;

namespace MolnOS.Sandbox.Supervisor.Tests.Access.Audit;

/// <summary>A request is recorded once, whether its answer begins or it ends without one.</summary>
public sealed class AuditedRequestTests : IDisposable
{
    private readonly Meter _meter = new("test");
    private readonly MemoryAudit _store = new();
    private readonly Callbacks _response = new();
    private readonly AuditLog _log;

    public AuditedRequestTests() => _log = new AuditLog(
        _store, new DenialQueue(Options.Create(new AuditOptions()), TimeProvider.System), TimeProvider.System, _meter, new RecordingLogger<AuditLog>());

    public void Dispose() => _meter.Dispose();

    [Fact]
    public async Task An_answer_that_begins_and_ends_makes_one_record()
    {
        await SendAsync("DELETE", 200);
        await _response.Starting!();
        await _response.Completed!();

        (await RowsAsync()).Should().ContainSingle().Which.Status.Should().Be(200);
    }

    [Theory]
    [InlineData("GET", 403, AuditOutcome.Denied)]
    [InlineData("DELETE", 401, AuditOutcome.Denied)]
    [InlineData("DELETE", 409, AuditOutcome.Refused)]
    [InlineData("DELETE", 503, AuditOutcome.Failed)]
    public async Task A_caller_who_leaves_before_the_answer_begins_does_not_go_unseen(string method, int status, object outcome)
    {
        await SendAsync(method, status);
        await _response.Completed!();

        (await RowsAsync()).Should().ContainSingle().Which.Outcome.Should().Be((AuditOutcome)outcome);
    }

    [Fact]
    public async Task A_route_that_only_reads_whatever_its_method_is_no_act()
    {
        await SendAsync("POST", 200, new OnlyReads());
        await _response.Completed!();

        (await RowsAsync()).Should().BeEmpty();
    }

    private async Task<IReadOnlyList<AuditRow>> RowsAsync()
    {
        await _log.FlushAsync(CancellationToken.None);
        return _store.Rows;
    }

    private Task SendAsync(string method, int status, params object[] metadata)
    {
        var context = new DefaultHttpContext();
        context.Features.Set<IHttpResponseFeature>(_response);
        context.Request.Method = method;
        context.SetEndpoint(new RouteEndpoint(
            _ => Task.CompletedTask,
            RoutePatternFactory.Parse("/things/{id}"),
            0,
            new EndpointMetadataCollection([new AccessRule.Holder(KnownPermissions.DeleteFunctions), .. metadata]),
            displayName: null));
        return new AuditTrail(
            inner =>
            {
                inner.Response.StatusCode = status;
                return Task.CompletedTask;
            },
            _log,
            TimeProvider.System).InvokeAsync(context);
    }

    /// <summary>A response whose callbacks a test calls, or does not.</summary>
    private sealed class Callbacks : HttpResponseFeature
    {
        public Func<Task>? Starting { get; private set; }

        public Func<Task>? Completed { get; private set; }

        public override void OnStarting(Func<object, Task> callback, object state) => Starting = () => callback(state);

        public override void OnCompleted(Func<object, Task> callback, object state) => Completed = () => callback(state);
    }
}
