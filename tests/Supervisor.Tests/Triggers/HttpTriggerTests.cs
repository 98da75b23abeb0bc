using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using MolnOS.Sandbox.Invocation;
using MolnOS.Sandbox.Persistence;
using MolnOS.Sandbox.Protocol.Functions;
using MolnOS.Sandbox.Protocol.Worker;

namespace MolnOS.Sandbox.Supervisor.Tests.Triggers;

/// <summary>The way of a request to its function.</summary>
public sealed class HttpTriggerTests
{
    private const string Run = "/functions/run/func-one";

    [Fact]
    public async Task A_call_carries_what_the_caller_asked()
    {
        await using var host = await TriggerHost.StartAsync();

        using var answer = await host.SendAsync(HttpMethod.Patch, Run + "/users/%C3%A9?a=1&a=2", content: new StringContent("{\"x\":1}", Encoding.UTF8, "application/json"));

        answer.StatusCode.Should().Be(HttpStatusCode.OK);
        var call = host.Calls.Should().ContainSingle().Subject;
        call.Request.Method.Should().Be("PATCH");
        call.Request.Path.Should().Be(Run + "/users/%C3%A9");
        call.Request.Subpath.Should().Be("/users/%C3%A9");
        call.Request.Query.Should().Be("a=1&a=2");
        call.Request.Origin.Should().Be(host.Address.GetLeftPart(UriPartial.Authority));
        call.Request.Ip.Should().Be("127.0.0.1");
        call.Request.Body.Type.Should().Be(InvokeBodyType.Json);
        call.Body.Should().Equal("{\"x\":1}"u8.ToArray());
        call.Request.Identity.Should().BeNull();
        call.Request.Deadline.Should().BeCloseTo(DateTimeOffset.UtcNow.AddSeconds(30), TimeSpan.FromSeconds(20));
        answer.Headers.GetValues("x-molnos-invocation-id").Should().Equal(call.Id.ToString());
    }

    [Fact]
    public async Task An_unknown_function_and_one_for_events_alone_are_not_found()
    {
        await using var host = await TriggerHost.StartAsync();
        host.Deploy("on-event", new FunctionDefinition { Name = "e", AllowUnauthenticated = true, Triggers = [new FunctionTrigger.Event("x")] });

        foreach (var id in new[] { "nothing1", "on-event", "FUNC-ONE" })
        {
            using var answer = await host.SendAsync(HttpMethod.Get, $"/functions/run/{id}");
            (await ErrorAsync(answer, 404)).Should().Be("There is no such function.");
        }

        host.Calls.Should().BeEmpty();
    }

    [Fact]
    public async Task Other_methods_are_refused_with_those_that_are_accepted()
    {
        await using var host = await TriggerHost.StartAsync(new FunctionDefinition { Name = "m", AllowUnauthenticated = true, Methods = ["GET", "POST"] });

        using var refused = await host.SendAsync(HttpMethod.Options, Run);
        using var head = await host.SendAsync(HttpMethod.Head, Run);

        (await ErrorAsync(refused, 405)).Should().Be("This function only accepts GET, POST");
        refused.Content.Headers.Allow.Should().Equal("GET", "POST");
        head.StatusCode.Should().Be(HttpStatusCode.OK);
        host.Calls.Should().ContainSingle().Which.Request.Method.Should().Be("HEAD");
    }

    [Fact]
    public async Task Who_is_not_admitted_stands_in_the_audit_log_and_nobody_else()
    {
        await using var host = await TriggerHost.StartAsync(new FunctionDefinition { Name = "p" });
        host.Deploy("public-1", new FunctionDefinition { Name = "public", AllowUnauthenticated = true });
        var key = await host.AddAccountAsync("stranger");

        using var without = await host.SendAsync(HttpMethod.Get, Run + "/some/path?secret=1");
        using var stranger = await host.SendAsync(HttpMethod.Post, Run, key);
        using var admitted = await host.SendAsync(HttpMethod.Get, "/functions/run/public-1", key);
        using var unknown = await host.SendAsync(HttpMethod.Get, "/functions/run/nothing1", key);

        (await host.DenialsAsync()).Select(denial => (denial.Status, denial.ActorId, denial.ActorType, denial.Method, denial.Address)).Should().Equal(
            (401, "anonymous", "anonymous", "GET", "127.0.0.1"), (403, "caller", "service-account", "POST", "127.0.0.1"));
        (await host.DenialsAsync()).Should().OnlyContain(denial =>
            denial.Action == "functions.execute" && denial.Permission == "functions.execute:func-one" && denial.Target == "func-one" && denial.TargetName == "p"
            && denial.Route == "/functions/run/{id}/{**subpath}" && denial.Outcome == AuditOutcome.Denied);
    }

    [Fact]
    public async Task A_private_function_asks_for_a_token_with_the_permission()
    {
        await using var host = await TriggerHost.StartAsync(new FunctionDefinition { Name = "p" });

        using var without = await host.SendAsync(HttpMethod.Get, Run);
        using var wrong = await host.SendAsync(HttpMethod.Get, Run, "sa.caller.wrong");
        using var stranger = await host.SendAsync(HttpMethod.Get, Run, await host.AddAccountAsync("stranger"));

        without.Headers.WwwAuthenticate.ToString().Should().Be("Bearer");
        await ErrorAsync(without, 401);
        await ErrorAsync(wrong, 401);
        (await ErrorAsync(stranger, 403)).Should().Contain("functions.execute");
        host.Calls.Should().BeEmpty();
    }

    [Fact]
    public async Task A_caller_with_the_permission_is_named_to_the_function_and_the_token_stays_outside()
    {
        await using var host = await TriggerHost.StartAsync(new FunctionDefinition { Name = "p" });

        using var answer = await host.SendAsync(HttpMethod.Get, Run, await host.AddAccountAsync("user"));

        answer.StatusCode.Should().Be(HttpStatusCode.OK);
        var request = host.Calls.Should().ContainSingle().Subject.Request;
        request.Identity!.Id.Should().Be("caller");
        request.Headers.Should().NotContain(header => header.Key == "authorization");
    }

    [Fact]
    public async Task A_public_function_knows_callers_with_a_token_and_sees_tokens_of_others()
    {
        await using var host = await TriggerHost.StartAsync();

        using var known = await host.SendAsync(HttpMethod.Get, Run, await host.AddAccountAsync());
        using var foreign = await host.SendAsync(HttpMethod.Get, Run, "their-own-token");

        host.Calls[0].Request.Identity!.Id.Should().Be("caller");
        host.Calls[1].Request.Identity.Should().BeNull();
        host.Calls[1].Request.Headers.Should().Contain(KeyValuePair.Create("authorization", "Bearer their-own-token"));
    }

    [Theory]
    [InlineData(TriggerHost.MaxBodyBytes, false, 200)]
    [InlineData(TriggerHost.MaxBodyBytes, true, 200)]
    [InlineData(TriggerHost.MaxBodyBytes + 1, false, 413)]
    [InlineData(TriggerHost.MaxBodyBytes + 1, true, 413)]
    [InlineData(500_000, true, 413)]
    public async Task The_limit_of_a_body_is_exact(int length, bool isChunked, int status)
    {
        await using var host = await TriggerHost.StartAsync();
        var sent = Enumerable.Range(0, length).Select(index => (byte)index).ToArray();
        using HttpContent content = isChunked ? new StreamContent(new Unsized(sent)) : new ByteArrayContent(sent);

        using var answer = await host.SendAsync(HttpMethod.Post, Run, content: content);

        if (status == 413)
        {
            (await ErrorAsync(answer, 413)).Should().Contain("1000 bytes");
            host.Calls.Should().BeEmpty();
        }
        else
        {
            host.Calls.Should().ContainSingle().Which.Body.Should().Equal(sent);
        }
    }

    [Fact]
    public async Task Invalid_json_never_reaches_the_function()
    {
        await using var host = await TriggerHost.StartAsync();

        using var answer = await host.SendAsync(HttpMethod.Post, Run, content: new StringContent("{", Encoding.UTF8, "application/json"));

        (await ErrorAsync(answer, 400)).Should().Contain("not valid JSON");
        host.Calls.Should().BeEmpty();
    }

    [Fact]
    public async Task What_went_wrong_inside_is_told_with_its_status_and_when_to_try_again()
    {
        await using var host = await TriggerHost.StartAsync();
        host.Answer = _ => new(new InvocationOutcome.Overloaded("Too many.", TimeSpan.FromMilliseconds(1200)));

        using var answer = await host.SendAsync(HttpMethod.Get, Run);

        (await ErrorAsync(answer, 503)).Should().Be("Too many.");
        answer.Headers.RetryAfter!.Delta.Should().Be(TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task An_errors_message_is_for_those_who_may_read_the_function()
    {
        await using var host = await TriggerHost.StartAsync();
        host.Answer = _ => new(new InvocationOutcome.Threw("TypeError", "the secret is 42"));

        using var stranger = await host.SendAsync(HttpMethod.Get, Run);
        using var reader = await host.SendAsync(HttpMethod.Get, Run, await host.AddAccountAsync("user"));

        (await ErrorAsync(stranger, 500)).Should().NotContain("42");
        (await ErrorAsync(reader, 500)).Should().Contain("TypeError: the secret is 42");
    }

    [Fact]
    public async Task A_failure_of_our_own_is_a_plain_500_and_the_next_call_works()
    {
        await using var host = await TriggerHost.StartAsync();
        host.Answer = _ => throw new InvalidOperationException("/etc/secret");

        using var failed = await host.SendAsync(HttpMethod.Get, Run);
        host.Answer = _ => TriggerHost.Text("again");
        using var next = await host.SendAsync(HttpMethod.Get, Run);

        (await ErrorAsync(failed, 500)).Should().NotContain("secret");
        (await next.Content.ReadAsStringAsync()).Should().Be("again");
    }

    [Fact]
    public async Task A_caller_who_leaves_is_noticed()
    {
        await using var host = await TriggerHost.StartAsync();
        var left = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var leaving = new CancellationTokenSource();
        host.Answer = async call =>
        {
            await leaving.CancelAsync();
            await Task.Delay(Timeout.Infinite, call.CallerLeft).ContinueWith(_ => left.SetResult(), TaskScheduler.Default);
            return new InvocationOutcome.CallerLeft();
        };

        var calling = () => host.Client.GetAsync(Run, leaving.Token);

        await calling.Should().ThrowAsync<OperationCanceledException>();
        await left.Task.WaitAsync(TimeSpan.FromSeconds(10));
    }

    internal static async Task<string> ErrorAsync(HttpResponseMessage answer, int status)
    {
        ((int)answer.StatusCode).Should().Be(status);
        answer.Content.Headers.ContentType!.MediaType.Should().Be("application/json");
        var error = await answer.Content.ReadFromJsonAsync<JsonElement>();
        error.GetProperty("cause").GetProperty("statusCode").GetInt32().Should().Be(status);
        error.GetProperty("error").GetString().Should().NotBeNullOrEmpty();
        error.GetProperty("invocationId").GetString().Should().HaveLength(32);
        return error.GetProperty("message").GetString()!;
    }

    /// <summary>A stream whose length nobody knows, so that it is sent in chunks.</summary>
    private sealed class Unsized(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}
