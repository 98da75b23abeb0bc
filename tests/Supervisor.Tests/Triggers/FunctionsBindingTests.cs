using System.Diagnostics.Metrics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using MolnOS.Sandbox.Bindings;
using MolnOS.Sandbox.Functions;
using MolnOS.Sandbox.Invocation;
using MolnOS.Sandbox.Observability;
using MolnOS.Sandbox.Protocol.Functions;
using MolnOS.Sandbox.Protocol.Worker;
using MolnOS.Sandbox.Rates;
using MolnOS.Sandbox.Supervisor.Tests.Chains;
using MolnOS.Sandbox.Triggers;

namespace MolnOS.Sandbox.Supervisor.Tests.Triggers;

/// <summary>How one function calls another, with a test in the place of the invoker.</summary>
public sealed class FunctionsBindingTests : IDisposable
{
    private readonly ChainRig _chains = new();
    private readonly Meter _meter = new("test");
    private readonly CallLimits _limits;
    private readonly FunctionsBinding _binding;
    private readonly List<(DeployedFunction Function, InvokeRequest.Http Request)> _calls = [];
    private Func<ValueTask<InvocationOutcome>> _outcome = static () => TriggerHost.Text("hello");

    public FunctionsBindingTests()
    {
        InvokeFunction invoke = (function, _, request, _) =>
        {
            _calls.Add((function, (InvokeRequest.Http)request));
            return _outcome();
        };
        _limits = new CallLimits(Options.Create(new RateOptions()), new InvocationStatistics(_chains.Time), _meter);
        _binding = new FunctionsBinding(
            _chains.Catalog, new InvokeAdmission(_chains.Limit, _limits), new Lazy<InvokeFunction>(invoke), Options.Create(new HttpOptions { MaxBodyBytes = 100 }), _chains.Time);
        Deploy("sumsumsu", new FunctionDefinition { Name = "sum" });
    }

    [Fact]
    public async Task A_call_is_made_in_the_name_of_the_calling_function_and_with_the_longer_chain()
    {
        var answer = await InvokeAsync("sum", """{"method":"put","path":"/a b/é","query":{"x":[1,"å&"],"y":true},"headers":{"X-One":"1"},"body":{"json":[1]}}""", ChainRig.ChainOf("firstone"));

        answer["statusCode"]!.GetValue<int>().Should().Be(200);
        var (function, request) = _calls.Should().ContainSingle().Subject;
        function.Id.Should().Be("sumsumsu");
        request.Identity.Should().BeEquivalentTo(new CallerIdentity("fn-callerfn", "caller", "function", []));
        request.Chain.ToHeader().Should().Be("2:firstone,callerfn");
        request.Method.Should().Be("PUT");
        request.Path.Should().Be("/functions/run/sumsumsu/a%20b/%C3%A9");
        request.Subpath.Should().Be("/a%20b/%C3%A9");
        request.Query.Should().Be("x=1&x=%C3%A5%26&y=true");
        request.Headers.Should().BeEquivalentTo([KeyValuePair.Create("x-one", "1"), KeyValuePair.Create("content-type", "application/json")]);
        request.Body.Type.Should().Be(InvokeBodyType.Json);
        Encoding.UTF8.GetString(request.Body.Bytes.Span).Should().Be("[1]");
    }

    [Theory]
    [InlineData(40_000, 30_000)]
    [InlineData(2_000, 2_000)]
    public async Task The_called_function_has_its_own_limit_or_what_its_caller_has_left(int leftMs, int expectedMs)
    {
        await InvokeAsync("sum", leftMs: leftMs);

        _calls[0].Request.Deadline.Should().Be(_chains.Time.GetUtcNow().AddMilliseconds(expectedMs));
        _calls[0].Request.Latest.Should().Be(_chains.Time.GetUtcNow().AddMilliseconds(leftMs));
    }

    [Fact]
    public async Task A_function_that_is_not_there_or_takes_no_requests_is_not_found()
    {
        Deploy("eventful", new FunctionDefinition { Name = "listener", Triggers = [new FunctionTrigger.Event("x")] });

        (await FailAsync("nothing")).Should().StartWith("not_found");
        (await FailAsync("listener")).Should().StartWith("not_found").And.Contain("http trigger");
        _calls.Should().BeEmpty();
    }

    [Fact]
    public async Task A_chain_past_the_limit_is_refused_and_says_which()
    {
        _chains.Deploy("callerfn", "caller");

        (await FailAsync("sum", ChainRig.ChainOf([.. Enumerable.Repeat("sumsumsu", 8)]))).Should().StartWith("limit_exceeded").And.Contain("sum -> sum -> sum -> sum -> sum -> sum -> sum -> sum -> caller");
        _chains.Counts()["functions.invoke"].Should().Be(1);
        _calls.Should().BeEmpty();
        await InvokeAsync("sum", chain: ChainRig.ChainOf([.. Enumerable.Repeat("sumsumsu", 7)]));
        _calls.Should().ContainSingle();
    }

    [Fact]
    public async Task The_methods_of_a_function_hold_for_functions_too()
    {
        Deploy("getterfn", new FunctionDefinition { Name = "getter", Methods = ["GET"] });

        var answer = await InvokeAsync("getter", """{"method":"POST"}""");

        answer["statusCode"]!.GetValue<int>().Should().Be(405);
        answer["headers"]!["allow"]!.GetValue<string>().Should().Be("GET");
        answer["body"]!["message"]!.GetValue<string>().Should().Be("This function only accepts GET");
        _calls.Should().BeEmpty();
    }

    [Fact]
    public async Task What_goes_wrong_in_the_called_function_is_an_answer_that_tells_what_a_stranger_is_told()
    {
        _outcome = static () => new(new InvocationOutcome.Threw("TypeError", "the secret is swordfish"));
        var threw = await InvokeAsync("sum");
        _outcome = static () => new(new InvocationOutcome.Overloaded("Too many.", TimeSpan.FromMilliseconds(1200)));
        var busy = await InvokeAsync("sum");

        threw["statusCode"]!.GetValue<int>().Should().Be(500);
        threw["body"]!["cause"]!["statusCode"]!.GetValue<int>().Should().Be(500);
        threw.ToJsonString().Should().NotContain("swordfish");
        busy["statusCode"]!.GetValue<int>().Should().Be(503);
        busy["headers"]!["retry-after"]!.GetValue<string>().Should().Be("2");
    }

    [Fact]
    public async Task A_function_that_goes_while_the_call_waits_is_not_found()
    {
        _outcome = static () => new(new InvocationOutcome.Gone());

        (await FailAsync("sum")).Should().StartWith("not_found");
    }

    [Fact]
    public void A_function_is_granted_by_its_id_or_its_name()
    {
        Find("sum")!.Names.Should().Equal("sumsumsu", "sum");
        Find("sumsumsu")!.Names.Should().Equal("sumsumsu", "sum");
        Find("Sum").Should().BeNull();
    }

    [Fact]
    public void A_grant_of_an_id_is_none_of_a_function_that_is_called_like_it()
    {
        // The registry refuses such a name; a store of before may have one.
        Deploy("impostor", new FunctionDefinition { Name = "sumsumsu" });

        Find("sumsumsu")!.Resource.Should().BeSameAs(Function("sumsumsu"));
        Find("impostor")!.Names.Should().Equal("impostor");
    }

    public void Dispose()
    {
        _chains.Dispose();
        _meter.Dispose();
    }

    [Fact]
    public async Task A_call_over_the_rate_of_the_called_function_is_answered_as_over_HTTP()
    {
        Deploy("sumsumsu", new FunctionDefinition { Name = "sum", Limits = new FunctionLimits { Rate = new FunctionRate(1, 3600, RateScope.Caller) } });
        await InvokeAsync("sum");

        var answer = await InvokeAsync("sum");

        answer["statusCode"]!.GetValue<int>().Should().Be(429);
        answer["headers"]!["retry-after"]!.GetValue<string>().Should().Be("3600");
        _calls.Should().ContainSingle();
    }

    private void Deploy(string id, FunctionDefinition definition) => _chains.Catalog.Put(new DeployedFunction
    {
        Id = id,
        Definition = definition,
        Version = 1,
        CreatedAt = DateTimeOffset.UnixEpoch,
        UpdatedAt = DateTimeOffset.UnixEpoch,
    });

    private DeployedFunction Function(string id) => _chains.Catalog.TryGet(id, out var function) ? function : throw new InvalidOperationException(id);

    private NamedResource? Find(string idOrName) => _binding.Methods["invoke"].Find!(idOrName);

    private async Task<JsonNode> InvokeAsync(string target, string? options = null, CallChain? chain = null, int leftMs = 10_000) =>
        await CallAsync(target, options, chain, leftMs) is BindingResult.Value value ? JsonNode.Parse(value.Json.Span)! : throw new InvalidOperationException("no value");

    private async Task<string> FailAsync(string target, CallChain? chain = null) =>
        await CallAsync(target, options: null, chain, 10_000) is BindingResult.Failed failed ? $"{failed.Code}: {failed.Message}" : throw new InvalidOperationException("no failure");

    private ValueTask<BindingResult> CallAsync(string target, string? options, CallChain? chain, int leftMs)
    {
        var arguments = new BindingArguments([.. JsonDocument.Parse(options is null ? $"""["{target}"]""" : $"""["{target}",{options}]""").RootElement.EnumerateArray()]);
        var invocation = new BoundInvocation("callerfn", "caller", InvocationId.New(), chain ?? CallChain.Outside, _chains.Time.GetUtcNow().AddMilliseconds(leftMs));
        return _binding.Methods["invoke"].Handle(new BoundCall(invocation, arguments) { Resource = Find(target)?.Resource }, CancellationToken.None);
    }
}
