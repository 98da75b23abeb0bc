using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using MolnOS.Sandbox.Persistence;
using MolnOS.Sandbox.Supervisor.Tests.Access.Audit;
using MolnOS.Sandbox.Supervisor.Tests.Management;

namespace MolnOS.Sandbox.Supervisor.Tests.Access;

/// <summary><c>/identity</c> over HTTP: service accounts and roles.</summary>
public sealed class IdentityEndpointTests(FrontHost host) : IClassFixture<FrontHost>
{
    private const string Accounts = "/identity/service-accounts";
    private const string Roles = "/identity/roles";

    [Fact]
    public async Task A_new_account_may_do_what_its_roles_say_and_nothing_else()
    {
        var role = await AddRoleAsync("functions.read");
        var (_, key) = await AddAccountAsync(role);

        (await StatusAsync("GET", "/functions/list", key)).Should().Be(200);
        (await StatusAsync("DELETE", $"/functions/{FrontHost.Known}", key)).Should().Be(403);
        (await StatusAsync("GET", Accounts, key)).Should().Be(403);
        (await StatusAsync("GET", Roles, key)).Should().Be(403);
    }

    [Fact]
    public async Task A_key_is_shown_once_and_in_no_list()
    {
        var (id, key) = await AddAccountAsync("user");

        key.Should().MatchRegex($@"^sa\.{id}\.[A-Za-z0-9_-]{{43}}$");
        var list = await TextAsync("GET", Accounts);
        list.Should().Contain(id).And.NotContain(key.Split('.')[2]).And.NotContain("apiKey").And.NotContain("ash\"");
        (await TextAsync("GET", $"{Accounts}/{id}")).Should().Contain(id).And.NotContain("apiKey");
    }

    [Fact]
    public async Task A_rotated_key_is_refused_at_once_and_the_new_one_admits()
    {
        var (id, old) = await AddAccountAsync("user");

        var answer = await JsonAsync("POST", $"{Accounts}/{id}/rotate-key");

        (await StatusAsync("GET", "/identity/whoami", old)).Should().Be(401);
        (await StatusAsync("GET", "/identity/whoami", answer["apiKey"]!.GetValue<string>())).Should().Be(200);
    }

    [Fact]
    public async Task The_file_with_the_administrators_key_goes_when_that_key_is_worth_nothing_and_not_before()
    {
        var own = new FrontHost();
        await own.InitializeAsync();
        try
        {
            var file = Path.Combine(own.Services.GetRequiredService<IOptions<DataOptions>>().Value.Path, "admin.token");
            await File.WriteAllTextAsync(file, FrontHost.AdminToken);
            var (id, _, _) = await own.AddHolderAsync("functions.read");

            await own.SendAsync(200, "POST", $"{Accounts}/{id}/rotate-key");
            File.Exists(file).Should().BeTrue();
            await own.SendAsync(200, "POST", $"{Accounts}/administrator/rotate-key");

            File.Exists(file).Should().BeFalse();
        }
        finally
        {
            await own.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_removed_accounts_key_is_refused_at_once()
    {
        var (id, key) = await AddAccountAsync("user");

        (await StatusAsync("DELETE", $"{Accounts}/{id}")).Should().Be(200);

        (await StatusAsync("GET", "/identity/whoami", key)).Should().Be(401);
        (await StatusAsync("DELETE", $"{Accounts}/{id}")).Should().Be(404);
        (await StatusAsync("POST", $"{Accounts}/{id}/rotate-key")).Should().Be(404);
    }

    [Fact]
    public async Task A_changed_role_holds_for_the_next_request()
    {
        var role = await AddRoleAsync("functions.read");
        var (_, key) = await AddAccountAsync(role);

        await JsonAsync("PATCH", $"{Roles}/{role}", """{"permissions":["metrics.read"]}""");

        (await StatusAsync("GET", "/functions/list", key)).Should().Be(403);
        (await StatusAsync("GET", "/metrics", key)).Should().Be(200);
        var shown = (await JsonAsync("GET", $"{Roles}/{role}"))["role"]!;
        (shown["name"]!.GetValue<string>(), shown["permissions"]!.ToJsonString(), shown["builtIn"]!.GetValue<bool>()).Should().Be((role, """["metrics.read"]""", false));
    }

    [Theory]
    [InlineData("""{"roles":[]}""", "name is missing.")]
    [InlineData("""{"name":"a"}""", "roles is missing.")]
    [InlineData("""{"name":"","roles":[]}""", "name must not be empty.")]
    [InlineData("""{"name":"a b","roles":[]}""", "name must begin with a letter or digit and have at most 128 characters of A-Z, a-z, 0-9, ., _ and -.")]
    [InlineData("""{"name":7,"roles":[]}""", "name must be a string.")]
    [InlineData("""{"name":"a","roles":["user","nobody"]}""", "roles[1] names a role that does not exist: nobody.")]
    [InlineData("""{"name":"a","roles":["user","user"]}""", "roles[1] is given twice.")]
    [InlineData("""{"name":"a","roles":"user"}""", "roles must be an array.")]
    [InlineData("""{"name":"a","roles":[],"description":"a\nb"}""", "description must be one line of text.")]
    [InlineData("""{"name":"a","roles":[],"permissions":["*"]}""", "permissions is not a known field.")]
    [InlineData("""{"name":"a","name":"b","roles":[]}""", "name is given twice.")]
    [InlineData("""{"name":""", "The body is not valid JSON (line 1, byte 9).")]
    public async Task A_wrong_account_is_refused_by_the_name_of_the_field(string body, string message)
    {
        using var answer = await host.SendAsync("POST", Accounts, body);

        ((int)answer.StatusCode, await FrontHost.MessageOfErrorAsync(answer)).Should().Be((400, message));
    }

    [Theory]
    [InlineData("""{"permissions":[]}""", "roleId is missing.")]
    [InlineData("""{"roleId":"a"}""", "permissions is missing.")]
    [InlineData("""{"roleId":"a/b","permissions":[]}""", "roleId must begin with a letter or digit and have at most 128 characters of A-Z, a-z, 0-9, ., _ and -.")]
    [InlineData("""{"roleId":"a","permissions":["functions"]}""", "permissions[0] must be a permission: service[.resource].action[:target], or *.")]
    [InlineData("""{"roleId":"a","permissions":["functions.read:"]}""", "permissions[0] must be a permission: service[.resource].action[:target], or *.")]
    [InlineData("""{"roleId":"a","permissions":[7]}""", "permissions[0] must be a string.")]
    public async Task A_wrong_role_is_refused_by_the_name_of_the_field(string body, string message)
    {
        using var answer = await host.SendAsync("POST", Roles, body);

        ((int)answer.StatusCode, await FrontHost.MessageOfErrorAsync(answer)).Should().Be((400, message));
    }

    [Theory]
    [InlineData("{}", "The body must name at least one field to change.")]
    [InlineData("""{"roleId":"other"}""", "roleId cannot be changed.")]
    public async Task A_wrong_change_of_a_role_is_refused(string body, string message)
    {
        var role = await AddRoleAsync("functions.read");

        using var answer = await host.SendAsync("PATCH", $"{Roles}/{role}", body);

        ((int)answer.StatusCode, await FrontHost.MessageOfErrorAsync(answer)).Should().Be((400, message));
    }

    [Fact]
    public async Task A_taken_name_or_id_is_a_conflict_in_any_case_of_letters()
    {
        var role = await AddRoleAsync("functions.read");
        await AddAccountAsync(role, name: "taken-name");

        (await StatusAsync("POST", Accounts, body: """{"name":"Taken-Name","roles":[]}""")).Should().Be(409);
        (await StatusAsync("POST", Roles, body: $$"""{"roleId":"{{role.ToUpperInvariant()}}","permissions":[]}""")).Should().Be(409);
        (await StatusAsync("POST", Roles, body: """{"roleId":"Administrator","permissions":[]}""")).Should().Be(409);
    }

    [Theory]
    [InlineData("PATCH", "administrator", 403)]
    [InlineData("DELETE", "user", 403)]
    [InlineData("PATCH", "nowhere", 404)]
    [InlineData("DELETE", "nowhere", 404)]
    [InlineData("GET", "nowhere", 404)]
    public async Task Built_in_roles_stay_and_unknown_ones_are_not_found(string method, string role, int status) =>
        (await StatusAsync(method, $"{Roles}/{role}", body: method == "PATCH" ? """{"name":"x"}""" : null)).Should().Be(status);

    [Fact]
    public async Task A_role_that_is_held_cannot_be_removed()
    {
        var role = await AddRoleAsync("functions.read");
        var (id, _) = await AddAccountAsync(role, name: "its-holder");

        using var refused = await host.SendAsync("DELETE", $"{Roles}/{role}");
        ((int)refused.StatusCode, await FrontHost.MessageOfErrorAsync(refused)).Should().Be((409, $"The role {role} is held by its-holder."));

        await StatusAsync("DELETE", $"{Accounts}/{id}");
        (await StatusAsync("DELETE", $"{Roles}/{role}")).Should().Be(200);
    }

    [Fact]
    public async Task The_last_account_that_may_do_everything_stays()
    {
        using var refused = await host.SendAsync("DELETE", $"{Accounts}/administrator");

        ((int)refused.StatusCode, await FrontHost.MessageOfErrorAsync(refused))
            .Should().Be((409, "Nobody who may do everything would be left. Make another account that holds * first."));
    }

    [Fact]
    public async Task Nobody_may_grant_more_than_they_hold()
    {
        var role = await AddRoleAsync("identity.*", "functions.execute:abcd1234");
        var (_, key) = await AddAccountAsync(role);
        var (strong, _) = await AddAccountAsync("administrator");
        var beyond = await AddRoleAsync("metrics.read");

        (await StatusAsync("POST", Roles, key, """{"roleId":"more","permissions":["functions.execute"]}""")).Should().Be(403);
        (await StatusAsync("POST", Roles, key, """{"roleId":"more","permissions":["*"]}""")).Should().Be(403);
        (await StatusAsync("POST", Accounts, key, """{"name":"more","roles":["user"]}""")).Should().Be(403);
        (await StatusAsync("PATCH", $"{Roles}/{role}", key, """{"permissions":["identity.*","functions.execute"]}""")).Should().Be(403);
        (await StatusAsync("PATCH", $"{Roles}/{beyond}", key, """{"permissions":[]}""")).Should().Be(403, "it carries what the caller lacks");
        (await StatusAsync("POST", $"{Accounts}/{strong}/rotate-key", key)).Should().Be(403, "whoever has the key is the account");
        (await StatusAsync("POST", Roles, key, """{"roleId":"as-much","permissions":["functions.execute:abcd1234","identity.read"]}""")).Should().Be(201);
    }

    private static string NewName() => $"n{Guid.NewGuid():N}";

    private async Task<string> AddRoleAsync(params string[] permissions)
    {
        var id = NewName();
        await JsonAsync("POST", Roles, new JsonObject { ["roleId"] = id, ["permissions"] = new JsonArray([.. permissions]) }.ToJsonString());
        return id;
    }

    private async Task<(string Id, string Key)> AddAccountAsync(string role, string? name = null)
    {
        var answer = await JsonAsync("POST", Accounts, new JsonObject { ["name"] = name ?? NewName(), ["roles"] = new JsonArray(role) }.ToJsonString());
        return (answer["serviceAccount"]!["id"]!.GetValue<string>(), answer["apiKey"]!.GetValue<string>());
    }

    private async Task<int> StatusAsync(string method, string path, string token = FrontHost.AdminToken, string? body = null)
    {
        using var answer = await host.SendAsync(method, path, body, token: token);
        return (int)answer.StatusCode;
    }

    private async Task<string> TextAsync(string method, string path, string? body = null)
    {
        using var answer = await host.SendAsync(method, path, body);
        var text = await answer.Content.ReadAsStringAsync();
        answer.IsSuccessStatusCode.Should().BeTrue(text);
        return text;
    }

    private async Task<JsonNode> JsonAsync(string method, string path, string? body = null) => JsonNode.Parse(await TextAsync(method, path, body))!;
}
