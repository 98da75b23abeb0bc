using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using MolnOS.Sandbox.Access;
using MolnOS.Sandbox.Access.Audit;
using MolnOS.Sandbox.Chains;
using MolnOS.Sandbox.Functions;
using MolnOS.Sandbox.Hosting.Metrics;
using MolnOS.Sandbox.Invocation;
using MolnOS.Sandbox.Observability;
using MolnOS.Sandbox.Persistence;
using MolnOS.Sandbox.Protocol.Functions;
using MolnOS.Sandbox.Protocol.Worker;
using MolnOS.Sandbox.Rates;
using MolnOS.Sandbox.Supervisor.Tests.Access;
using MolnOS.Sandbox.Supervisor.Tests.Access.Audit;
using MolnOS.Sandbox.Triggers;

namespace MolnOS.Sandbox.Supervisor.Tests.Triggers;

/// <summary>The HTTP trigger on a real server, with a test in the place of the invoker.</summary>
internal sealed class TriggerHost : IAsyncDisposable
{
    public const int MaxBodyBytes = 1000;

    private readonly WebApplication _app;
    private readonly FunctionCatalog _catalog = new();
    private readonly AccountDirectory _accounts = new(new MemoryAccounts(), new MemoryRoles(), TimeProvider.System);

    private TriggerHost(int callerRequests)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0").ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = null);
        builder.Services.AddRouting();
        builder.Services.AddLogging();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddMetricsExport();
        builder.Services.AddSingleton(_catalog);
        builder.Services.AddSingleton(_accounts);
        builder.Services.AddSingleton(new Authenticator(_accounts, jwt: null));
        builder.Services.AddChains();
        builder.Services.AddSingleton<ChainLogSink>((step, _) => RefusedChains.Add(step));
        builder.Services.AddSingleton<IAuditStore>(Audit);
        builder.Services.AddAudit();
        builder.Services.AddSingleton<InvocationStatistics>();
        builder.Services.AddRates();
        builder.Services.Configure<RateOptions>(rates => rates.CallerRequests = callerRequests);
        builder.Services.AddTriggers();
        builder.Services.Configure<HttpOptions>(options => options.MaxBodyBytes = MaxBodyBytes);
        builder.Services.AddSingleton<InvokeFunction>((function, id, request, callerLeft) =>
        {
            var call = new Call(function, id, (InvokeRequest.Http)request, request.Body.Bytes.ToArray(), callerLeft);
            Calls.Add(call);
            return Answer(call);
        });
        _app = builder.Build();
        _app.UseTargetGuard();
        _app.UseRouting();
        _app.MapTriggers();
    }

    /// <summary>Calls that reached the invoker.</summary>
    public List<Call> Calls { get; } = [];

    /// <summary>Requests that had come through too many functions.</summary>
    public List<ChainStep> RefusedChains { get; } = [];

    /// <summary>Where denials are written.</summary>
    public MemoryAudit Audit { get; } = new();

    /// <summary>What the invoker does.</summary>
    public Func<Call, ValueTask<InvocationOutcome>> Answer { get; set; } = _ => Text("hello");

    /// <summary>Counts of calls, refused ones among them.</summary>
    public InvocationStatistics Statistics => _app.Services.GetRequiredService<InvocationStatistics>();

    /// <summary>Seals chains as the server does.</summary>
    public ChainSeal ChainSeal => _app.Services.GetRequiredService<ChainSeal>();

    public Uri Address => new(_app.Urls.First());

    public HttpClient Client { get; } = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });

    public static async Task<TriggerHost> StartAsync(FunctionDefinition? definition = null, int callerRequests = 0)
    {
        var host = new TriggerHost(callerRequests);
        host.Deploy("func-one", definition ?? new FunctionDefinition { Name = "one", AllowUnauthenticated = true });
        await host._app.StartAsync();
        host.Client.BaseAddress = host.Address;
        return host;
    }

    /// <summary>Every denial so far.</summary>
    public async Task<IReadOnlyList<AuditRow>> DenialsAsync()
    {
        await _app.Services.GetRequiredService<AuditLog>().FlushAsync(CancellationToken.None);
        return Audit.Rows;
    }

    public void Deploy(string id, FunctionDefinition definition) => _catalog.Put(new DeployedFunction
    {
        Id = id,
        Definition = definition,
        Version = 1,
        CreatedAt = DateTimeOffset.UnixEpoch,
        UpdatedAt = DateTimeOffset.UnixEpoch,
    });

    /// <summary>An account with these roles; its key.</summary>
    public async Task<string> AddAccountAsync(params string[] roles)
    {
        var key = AccessKey.New("caller");
        await _accounts.AddAsync(new CallerIdentity("caller", "Caller", "service-account", roles), "test", key, CancellationToken.None);
        return key;
    }

    public Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? token = null, HttpContent? content = null)
    {
        var request = new HttpRequestMessage(method, path) { Content = content };
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        return Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }

    public static ValueTask<InvocationOutcome> Text(string text) => Of(200, AnswerBodyType.Text, System.Text.Encoding.UTF8.GetBytes(text));

    public static ValueTask<InvocationOutcome> Of(
        int status, AnswerBodyType type, byte[]? body = null, AnswerStream? stream = null, params (string Name, string Value)[] headers) =>
        ValueTask.FromResult<InvocationOutcome>(new InvocationOutcome.Answered(
            new InvokeAnswer
            {
                Status = status,
                Headers = [.. headers.Select(header => KeyValuePair.Create(header.Name, header.Value))],
                BodyType = type,
                Body = body ?? [],
            },
            stream));

    /// <summary>A call as the invoker saw it; its body is a copy, since the buffer goes back to its pool.</summary>
    internal sealed record Call(DeployedFunction Function, InvocationId Id, InvokeRequest.Http Request, byte[] Body, CancellationToken CallerLeft);
}
