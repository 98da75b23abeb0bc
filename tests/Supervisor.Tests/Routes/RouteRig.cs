using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using MolnOS.Sandbox.Functions;
using MolnOS.Sandbox.Invocation;
using MolnOS.Sandbox.Protocol.Functions;
using MolnOS.Sandbox.Protocol.Worker;
using MolnOS.Sandbox.Supervisor.Tests.Management;
using MolnOS.Sandbox.Triggers;

namespace MolnOS.Sandbox.Supervisor.Tests.Routes;

/// <summary>The whole server without workers; its functions answer with their names and what they were asked.</summary>
public sealed class RouteRig : IAsyncLifetime
{
    public const string PublicId = "public_1";
    public const string PrivateId = "private1";

    public RouteRig() => Host = new FrontHost(services => services.Replace(ServiceDescriptor.Singleton<InvokeFunction>((function, _, request, left) => AnswerAsync(function, (InvokeRequest.Http)request, left))));

    public FrontHost Host { get; }

    /// <summary>Done when a call to <c>/slow</c> has begun.</summary>
    public TaskCompletionSource SlowBegan { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>A call to <c>/slow</c> ends when this is done.</summary>
    public TaskCompletionSource SlowEnds { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public async Task InitializeAsync()
    {
        await Host.InitializeAsync();
        Deploy(PublicId, "public", isPublic: true);
        Deploy(PrivateId, "private", isPublic: false);
    }

    public Task DisposeAsync() => Host.DisposeAsync();

    public void Deploy(string id, string name, bool isPublic) => Host.Services.GetRequiredService<FunctionCatalog>().Put(new DeployedFunction
    {
        Id = id,
        Definition = new FunctionDefinition { Name = name, AllowUnauthenticated = isPublic },
        Version = 1,
        CreatedAt = DateTimeOffset.UnixEpoch,
        UpdatedAt = DateTimeOffset.UnixEpoch,
    });

    /// <summary>Puts a route; fails the test when it is refused.</summary>
    public async Task PutAsync(string name, string json)
    {
        using var answer = await Host.SendAsync("PUT", $"/routes/{name}", json);
        ((int)answer.StatusCode).Should().BeOneOf([200, 201], await answer.Content.ReadAsStringAsync());
    }

    /// <summary>Leaves no route to the next test.</summary>
    public async Task RemoveAllAsync()
    {
        using var listed = await Host.SendAsync("GET", "/routes");
        foreach (var route in JsonNode.Parse(await listed.Content.ReadAsStringAsync())!["routes"]!.AsArray())
        {
            using var removed = await Host.SendAsync("DELETE", $"/routes/{route!["name"]}");
            removed.IsSuccessStatusCode.Should().BeTrue();
        }
    }

    /// <summary>Asks for a path at a host, as nobody in particular.</summary>
    public async Task<(int Status, JsonNode Body)> AskAsync(string host, string path, string method = "GET", params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(
            new HttpMethod(method), new Uri(Host.Address.GetLeftPart(UriPartial.Authority) + path, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        request.Headers.Host = host;
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var answer = await Host.Client.SendAsync(request);
        var body = await answer.Content.ReadAsStringAsync();
        return ((int)answer.StatusCode, body.StartsWith('{') ? JsonNode.Parse(body)! : JsonValue.Create(body));
    }

    private async ValueTask<InvocationOutcome> AnswerAsync(DeployedFunction function, InvokeRequest.Http request, CancellationToken callerLeft)
    {
        if (request.Subpath == "/slow")
        {
            SlowBegan.TrySetResult();
            await SlowEnds.Task.WaitAsync(callerLeft);
        }

        var body = new JsonObject
        {
            ["function"] = function.Definition.Name,
            ["path"] = request.Path,
            ["subpath"] = request.Subpath,
            ["query"] = request.Query,
            ["method"] = request.Method,
        };
        return new InvocationOutcome.Answered(
            new InvokeAnswer { Status = 200, Headers = [], BodyType = AnswerBodyType.Json, Body = Encoding.UTF8.GetBytes(body.ToJsonString()) }, Stream: null);
    }
}
