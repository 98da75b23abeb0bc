using MolnOS.Sandbox.Supervisor.Tests.Access.Audit;
using MolnOS.Sandbox.Supervisor.Tests.Management;

namespace MolnOS.Sandbox.Supervisor.Tests.Access;

/// <summary>Every function has a service account of its own, whose permissions are exactly its bindings, and nobody else gives or takes any.</summary>
public sealed class FunctionAccountTests(FrontHost host) : IClassFixture<FrontHost>
{
    private const string Accounts = "/identity/service-accounts";

    [Fact]
    public async Task It_is_made_changed_rolled_back_and_removed_with_its_function()
    {
        const string Id = "fn-withfunc";
        await host.SendAsync(404, "GET", $"{Accounts}/{Id}");

        var deployed = await host.SendAsync(201, "POST", "/functions/deploy", Deploy("withfunc", Bound("databases", "table", "read", "users")));
        deployed["function"]!["serviceAccountId"]!.GetValue<string>().Should().Be(Id);
        (await PermissionsAsync(Id)).Should().Equal("databases.table.read:users");

        await host.SendAsync(200, "PUT", "/functions/withfunc", $$"""{"bindings":[{{Bound("databases", "table", "write", "orders")}},{{Bound("http", "host", "fetch", "api.example.com")}}]}""");
        (await PermissionsAsync(Id)).Should().Equal("databases.table.write:orders", "http.host.fetch:api.example.com");

        await host.SendAsync(200, "POST", "/functions/withfunc/rollback", """{"version":1}""");
        (await PermissionsAsync(Id)).Should().Equal("databases.table.read:users");

        await host.SendAsync(200, "PUT", "/functions/withfunc", """{"bindings":[]}""");
        (await PermissionsAsync(Id)).Should().BeEmpty();

        await host.SendAsync(200, "DELETE", "/functions/withfunc");
        await host.SendAsync(404, "GET", $"{Accounts}/{Id}");
        (await ListAsync()).Should().NotContain(Id);
    }

    [Fact]
    public async Task A_refused_deploy_or_update_makes_and_changes_none()
    {
        var (_, _, key) = await host.AddHolderAsync("functions.create", "functions.update");
        await host.SendAsync(403, "POST", "/functions/deploy", Deploy("refused0", Bound("databases", "table", "read", "users")), key);
        await host.SendAsync(201, "POST", "/functions/deploy", Deploy("narrow00", Bound("databases", "table", "read", "users")));
        await host.SendAsync(403, "PUT", "/functions/narrow00", $$"""{"bindings":[{{Bound("databases", "table", "write", "users")}}]}""", key);

        await host.SendAsync(404, "GET", $"{Accounts}/fn-refused0");
        (await PermissionsAsync("fn-narrow00")).Should().Equal("databases.table.read:users");
    }

    [Fact]
    public async Task Going_back_to_more_bindings_needs_the_right_to_bind_as_making_them_did()
    {
        var (_, _, key) = await host.AddHolderAsync("functions.update");
        await host.SendAsync(201, "POST", "/functions/deploy", Deploy("went-bck", Bound("databases", "table", "write", "users")));
        await host.SendAsync(200, "PUT", "/functions/went-bck", """{"bindings":[]}""", key);

        var refusal = await host.SendAsync(403, "POST", "/functions/went-bck/rollback", """{"version":1}""", key);

        refusal["message"]!.GetValue<string>().Should().Be("This needs the permission functions.bindings.create:databases.");
        (await PermissionsAsync("fn-went-bck")).Should().BeEmpty();
    }

    [Fact]
    public async Task It_is_shown_as_a_function_among_all_accounts_and_by_its_type()
    {
        var view = (await host.SendAsync(200, "GET", $"{Accounts}/fn-{FrontHost.Known}"))["serviceAccount"]!;

        (view["type"]!.GetValue<string>(), view["name"]!.GetValue<string>(), view["functionId"]!.GetValue<string>(), view["roles"]!.AsArray().Count)
            .Should().Be(("function", "known", FrontHost.Known, 0));
        (await ListAsync()).Should().StartWith("administrator").And.Contain($"fn-{FrontHost.Known}");
        (await ListAsync("?type=function")).Should().Contain($"fn-{FrontHost.Known}").And.OnlyContain(id => id.StartsWith("fn-"));
        (await ListAsync("?type=service-account")).Should().Contain("administrator").And.NotContain(id => id.StartsWith("fn-"));
        (await host.SendAsync(400, "GET", $"{Accounts}?type=user"))["message"]!.GetValue<string>()
            .Should().Be("The query parameter 'type' must be one of service-account, function.");
    }

    [Theory]
    [InlineData("DELETE", "")]
    [InlineData("POST", "/rotate-key")]
    public async Task It_cannot_be_removed_or_given_a_key_by_hand(string method, string rest)
    {
        var refusal = await host.SendAsync(403, method, $"{Accounts}/fn-{FrontHost.Known}{rest}");

        refusal["message"]!.GetValue<string>().Should().Be(
            $"fn-{FrontHost.Known} is the account of the function known: it has no key, may do what the function's bindings say, and goes with the function.");
        (await host.SendAsync(404, method, $"{Accounts}/fn-nothing1{rest}"))["message"]!.GetValue<string>().Should().Be("There is no such service account.");
    }

    [Fact]
    public async Task It_cannot_be_given_roles_nor_may_another_account_bear_such_a_name()
    {
        await host.SendAsync(405, "PATCH", $"{Accounts}/fn-{FrontHost.Known}", """{"roles":["administrator"]}""");

        foreach (var name in new[] { $"fn-{FrontHost.Known}", "FN-anything" })
        {
            (await host.SendAsync(400, "POST", Accounts, $$"""{"name":"{{name}}","roles":["administrator"]}"""))["message"]!.GetValue<string>()
                .Should().Be("name must not begin with fn-: the accounts of functions are called so.");
        }
    }

    private static string Bound(string service, string resource, string action, string target) =>
        $$"""{"service":"{{service}}","permissions":[{"resource":"{{resource}}","actions":["{{action}}"],"targets":["{{target}}"]}]}""";

    private static string Deploy(string id, string binding) =>
        $$"""{"name":"{{id}}","id":"{{id}}","code":"exports.handler = () => 1","bindings":[{{binding}}]}""";

    private async Task<IEnumerable<string>> PermissionsAsync(string id) =>
        (await host.SendAsync(200, "GET", $"{Accounts}/{id}"))["serviceAccount"]!["permissions"]!.AsArray().Select(permission => permission!.GetValue<string>());

    private async Task<IReadOnlyList<string>> ListAsync(string query = "") =>
        [.. (await host.SendAsync(200, "GET", Accounts + query))["serviceAccounts"]!.AsArray().Select(account => account!["id"]!.GetValue<string>())];
}
