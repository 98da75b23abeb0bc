using System.Text;
using MolnOS.Sandbox.Functions;
using MolnOS.Sandbox.Protocol.Functions;

namespace MolnOS.Sandbox.Supervisor.Tests.Functions;

public sealed class BindingsInputTests
{
    private readonly FunctionOptions _options = new();

    [Theory]
    [InlineData("""{"service":"databases","permissions":[{}]}""", "databases", null, null, null)]
    [InlineData("""{"service":"databases","permissions":[{"resource":"table"}]}""", "databases", "table", null, null)]
    [InlineData("""{"service":"databases","permissions":[{"resource":"table","actions":["read"]}]}""", "databases", "table", "read", null)]
    [InlineData("""{"service":"databases","permissions":[{"resource":"table","targets":["a","b"]}]}""", "databases", "table", null, "a,b")]
    [InlineData("""{"service":"databases","resource":"users","permissions":["read","write"]}""", "databases", "table", "read,write", "users")]
    [InlineData("""{"service":"events","resource":"order.created","permissions":["emit"]}""", "events", "event", "emit", "order.created")]
    [InlineData("""{"service":"storage","resource":"files","permissions":["read"]}""", "storage", "bucket", "read", "files")]
    [InlineData("""{"service":"schemas","resource":"user","permissions":["read"]}""", "schemas", "schema", "read", "user")]
    [InlineData("""{"service":"functions","resource":"other","permissions":["execute"]}""", "functions", "function", "execute", "other")]
    [InlineData("""{"service":"http","resource":"*.example.com","permissions":["fetch"]}""", "http", "host", "fetch", "*.example.com")]
    [InlineData("""{"service":"observability","permissions":["write"]}""", "observability", null, "write", null)]
    public void Both_forms_become_the_long_one(string json, string service, string? resource, string? actions, string? targets)
    {
        var binding = Read(json).Should().ContainSingle().Which;

        binding.Service.Should().Be(service);
        var permission = binding.Permissions.Should().ContainSingle().Which;
        permission.Resource.Should().Be(resource);
        permission.Actions.Should().Equal(actions?.Split(','));
        permission.Targets.Should().Equal(targets?.Split(','));
    }

    [Fact]
    public void Several_entries_of_one_service_become_one_binding() =>
        Read("""{"service":"databases","resource":"a","permissions":["read"]},{"service":"databases","resource":"b","permissions":["write"]}""")
            .Should().ContainSingle().Which.Permissions.Select(permission => permission.Targets![0]).Should().Equal("a", "b");

    [Theory]
    [InlineData("""{"permissions":[{}]}""", "bindings[0].service")]
    [InlineData("""{"service":"mail","permissions":[{}]}""", "bindings[0].service")]
    [InlineData("""{"service":"databases"}""", "bindings[0].permissions")]
    [InlineData("""{"service":"databases","permissions":[]}""", "bindings[0].permissions")]
    [InlineData("""{"service":"databases","permissions":"read"}""", "bindings[0].permissions")]
    [InlineData("""{"service":"databases","permissions":["fly"]}""", "bindings[0].permissions[0]")]
    [InlineData("""{"service":"databases","permissions":["read",{}]}""", "bindings[0].permissions[1]")]
    [InlineData("""{"service":"databases","permissions":[{},"read"]}""", "bindings[0].permissions[1]")]
    [InlineData("""{"service":"databases","permissions":[{"resource":"bucket"}]}""", "bindings[0].permissions[0].resource")]
    [InlineData("""{"service":"databases","permissions":[{"actions":["emit"]}]}""", "bindings[0].permissions[0].actions[0]")]
    [InlineData("""{"service":"databases","permissions":[{"targets":["a"]}]}""", "bindings[0].permissions[0].resource")]
    [InlineData("""{"service":"databases","permissions":[{"resource":"table","targets":[""]}]}""", "bindings[0].permissions[0].targets[0]")]
    [InlineData("""{"service":"databases","permissions":[{"resource":"table","target":"a"}]}""", "bindings[0].permissions[0].target")]
    [InlineData("""{"service":"databases","resource":"a","permissions":[{}]}""", "bindings[0].resource")]
    [InlineData("""{"service":"databases","resource":1,"permissions":["read"]}""", "bindings[0].resource")]
    [InlineData("""{"service":"databases","permissions":[{}],"extra":1}""", "bindings[0].extra")]
    public void A_bad_binding_is_refused_and_its_place_named(string json, string field)
    {
        var body = Encoding.UTF8.GetBytes($$"""{"bindings":[{{json}}]}""");

        FunctionInputParser.TryParseUpdate(body, _options, out _, out var error).Should().BeFalse();

        error!.Field.Should().Be(field);
    }

    private IReadOnlyList<FunctionBinding> Read(string json)
    {
        var body = Encoding.UTF8.GetBytes($$"""{"bindings":[{{json}}]}""");
        FunctionInputParser.TryParseUpdate(body, _options, out var input, out var error).Should().BeTrue(error?.Message);
        return input!.Bindings!;
    }
}
