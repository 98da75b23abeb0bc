using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using MolnOS.Sandbox.Functions;
using MolnOS.Sandbox.Invocation;
using MolnOS.Sandbox.Management;
using MolnOS.Sandbox.Protocol.Functions;
using MolnOS.Sandbox.Triggers;
using MolnOS.Sandbox.Workers;

namespace MolnOS.Sandbox.Supervisor.Tests.Management;

/// <summary>The whole supervisor on a real server, but for its workers: every program loads, and no process is started.</summary>
public sealed class FrontHost : IAsyncLifetime
{
    public const string AdminToken = "the-administrators-token";
    public const string Known = "abcd_-12";
    public const int MaxBodyBytes = 4096;
    public const int MaxHeaderBytes = 2048;

    private readonly string _folder = Directory.CreateTempSubdirectory("molnos-front-").FullName;
    private readonly WebApplication _app;

    public FrontHost()
        : this(static _ => { })
    {
    }

    internal FrontHost(Action<IServiceCollection> replace, params string[] settings) => _app = SupervisorHost.Build(
        [
            "--Data:Path", _folder, "--port", "0", "--Access:AdminToken", AdminToken, "--Logging:Level", "None",
            "--Management:MaxBodyBytes", $"{MaxBodyBytes}", "--Http:MaxHeaderBytes", $"{MaxHeaderBytes}", "--Events:RetryBaseDelay", "10ms",
            // Groups of the kernel are one process's: of several hosts in this one, the first to end would take the others' along.
            "--Workers:Isolation", "none", "--Hosting:Environment", "Development",
            .. settings,
        ],
        services =>
        {
            WithoutWorkers(services);
            replace(services);
        });

    public HttpClient Client { get; } = new(new SocketsHttpHandler { AllowAutoRedirect = false });

    public Uri Address => new(_app.Urls.First());

    internal string DataPath => _folder;

    internal IServiceProvider Services => _app.Services;

    public async Task InitializeAsync()
    {
        await _app.StartAsync();
        Client.BaseAddress = Address;
        Services.GetRequiredService<FunctionCatalog>().Put(new DeployedFunction
        {
            Id = Known,
            Definition = new FunctionDefinition { Name = "known" },
            Version = 1,
            CreatedAt = DateTimeOffset.UnixEpoch,
            UpdatedAt = DateTimeOffset.UnixEpoch,
        });
    }

    public async Task<HttpResponseMessage> SendAsync(string method, string target, string? body = null, string? type = "application/json", string? token = AdminToken)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), target);
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.ContentType = type is null ? null : MediaTypeHeaderValue.Parse(type);
        }

        return await Client.SendAsync(request);
    }

    /// <summary>The key of a new service account that holds one permission.</summary>
    public async Task<string> KeyOfAsync(string permission)
    {
        var role = $"r{Guid.NewGuid():N}";
        using var made = await SendAsync("POST", "/identity/roles", new JsonObject { ["roleId"] = role, ["permissions"] = new JsonArray(permission) }.ToJsonString());
        using var account = await SendAsync("POST", "/identity/service-accounts", new JsonObject { ["name"] = role, ["roles"] = new JsonArray(role) }.ToJsonString());
        return JsonNode.Parse(await account.Content.ReadAsStringAsync())!["apiKey"]!.GetValue<string>();
    }

    /// <summary>The body of an error, which must have the shape of all errors.</summary>
    public static async Task<string> MessageOfErrorAsync(HttpResponseMessage answer)
    {
        answer.Content.Headers.ContentType!.ToString().Should().Be("application/json");
        var error = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!.AsObject();
        error["error"]!.GetValue<string>().Should().NotBeEmpty();
        error["cause"]!["statusCode"]!.GetValue<int>().Should().Be((int)answer.StatusCode);
        error["message"]!.GetValue<string>().Should().NotBeEmpty();
        error.Select(member => member.Key).Should().BeSubsetOf(["error", "message", "cause", "invocationId"]);
        return error["message"]!.GetValue<string>();
    }

    public async Task DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static void WithoutWorkers(IServiceCollection services)
    {
        foreach (var service in services.Where(service => StartedTypeOf(service) is { } type && (type == typeof(PoolClock) || type == typeof(MinimumWorkers))).ToList())
        {
            services.Remove(service);
        }

        services.Replace(ServiceDescriptor.Singleton<ProveProgram>(
            (_, _) => Task.FromResult<ProgramProof>(new ProgramProof.Loaded(static () => { }, static () => { }))));
        services.Replace(ServiceDescriptor.Singleton<InvokeFunction>((_, _, _, _) => throw new InvalidOperationException("There are no workers here.")));
        services.Replace(ServiceDescriptor.Singleton<RetireWorkers>(_ => { }));
        services.Replace(ServiceDescriptor.Singleton<WorkerCount>(_ => 0));
    }

    private static Type? StartedTypeOf(ServiceDescriptor service) =>
        service.ServiceType == typeof(IHostedService) ? service.ImplementationType ?? service.ImplementationFactory?.Method.ReturnType : null;
}
