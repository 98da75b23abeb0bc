using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MolnOS.Sandbox.Bindings;
using MolnOS.Sandbox.Events;
using MolnOS.Sandbox.Persistence;
using MolnOS.Sandbox.Protocol.Worker;
using MolnOS.Sandbox.Supervisor.Tests.Chains;

namespace MolnOS.Sandbox.Supervisor.Tests.Events;

/// <summary><c>context.bindings.events</c>, behind the gate.</summary>
public sealed class EventBindingTests : IAsyncLifetime
{
    private readonly BusRig _rig = BusRig.New();
    private readonly ChainRig _chains = ChainRig.Of(mostDepth: 3);
    private EventBinding _binding = null!;

    public async Task InitializeAsync()
    {
        _rig.Options.MaxDataBytes = 2048;
        await _rig.StartAsync();
        _binding = new EventBinding(_rig.Bus, _chains.Limit, Microsoft.Extensions.Options.Options.Create(_rig.Options));
    }

    public async Task DisposeAsync()
    {
        await _rig.DisposeAsync();
        _chains.Dispose();
    }

    [Fact]
    public async Task A_function_emits_as_itself_one_step_further_in_its_chain()
    {
        _rig.Deploy("receiver", "order.*");

        var answer = JsonNode.Parse(await EmitAsync("""["order.created",{"name":"\u00c5sa"}]""", ChainRig.ChainOf("aaaaaaaa")))!;

        await BusRig.HoldsAsync(() => _rig.CallsOf("receiver") == 1, "it was delivered");
        var call = _rig.Calls.Single().Event;
        (call.EventName, call.Source, call.EventId).Should().Be(("order.created", "fn-emitter0", answer["eventId"]!.GetValue<string>()));
        call.Chain.FunctionIds.Should().Equal("aaaaaaaa", "emitter0");
        Encoding.UTF8.GetString(call.Data.Span).Should().Be("""{"name":"Åsa"}""");
        answer["subscribers"]!.GetValue<int>().Should().Be(1);
        answer.AsObject().Should().HaveCount(2);
    }

    [Theory]
    [InlineData("""["e"]""")]
    [InlineData("""["e",null]""")]
    public async Task Data_may_be_left_out(string arguments)
    {
        _rig.Deploy("receiver", "e");

        await EmitAsync(arguments);

        await BusRig.HoldsAsync(() => _rig.CallsOf("receiver") == 1, "it was delivered");
        Encoding.UTF8.GetString(_rig.Calls.Single().Event.Data.Span).Should().Be("null");
    }

    [Theory]
    [InlineData("[]", "invalid_argument")]
    [InlineData("[7]", "invalid_argument")]
    [InlineData("""["order.*",1]""", "invalid_argument")]
    [InlineData("""["a b",1]""", "invalid_argument")]
    public async Task A_wrong_name_is_refused_and_nothing_is_emitted(string arguments, string code)
    {
        (await EmitAsync(arguments)).Should().StartWith(code).And.Contain("eventName");

        (await _rig.Store.ListAsync(new EventQuery { Most = 1 }, CancellationToken.None)).Events.Should().BeEmpty();
    }

    [Fact]
    public async Task Data_is_measured_as_it_is_stored()
    {
        var fits = string.Concat(Enumerable.Repeat("\\u00e5", 1023));

        (await EmitAsync($"""["e","{fits}"]""")).Should().Contain("eventId");
        (await EmitAsync($"""["e","{fits}x"]""")).Should().StartWith("limit_exceeded");
    }

    [Fact]
    public async Task Past_the_longest_chain_an_emit_is_refused_counted_and_logged_with_the_chain()
    {
        var longest = ChainRig.ChainOf("aaaaaaaa", "bbbbbbbb");

        (await EmitAsync("""["e"]""", longest)).Should().Contain("eventId");
        var refused = await EmitAsync("""["e"]""", longest.Through("cccccccc"));

        refused.Should().StartWith("limit_exceeded").And.Contain("aaaaaaaa -> bbbbbbbb -> cccccccc -> emitter0");
        _chains.Counts()["events.emit"].Should().Be(1);
        _chains.FunctionLog.Should().ContainSingle().Which.FunctionId.Should().Be("emitter0");
        _chains.ServerLog.Should().ContainSingle().Which.Should().Contain("aaaaaaaa -> bbbbbbbb -> cccccccc -> emitter0");
    }

    [Fact]
    public async Task A_full_store_is_unavailable()
    {
        _rig.Deploy("hangs000", "e");
        _rig.Options.MaxStoredBytes = 1;

        (await EmitAsync("""["e"]""")).Should().StartWith("unavailable").And.Contain("Events:MaxStoredBytes");
    }

    private async Task<string> EmitAsync(string arguments, CallChain? chain = null)
    {
        var values = new BindingArguments([.. JsonDocument.Parse(arguments).RootElement.EnumerateArray()]);
        var call = new BoundCall(new BoundInvocation("emitter0", "emitter", InvocationId.New(), chain ?? CallChain.Outside, _rig.Time.GetUtcNow()), values);
        return await _binding.Methods["emit"].Handle(call, CancellationToken.None) switch
        {
            BindingResult.Value value => Encoding.UTF8.GetString(value.Json.Span),
            BindingResult.Failed failed => $"{failed.Code}: {failed.Message}",
            var other => other.ToString(),
        };
    }
}
