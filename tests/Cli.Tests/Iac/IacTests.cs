using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.Cli.Tests.Iac;

/// <summary>A <c>molnos.json</c> against a real server.</summary>
[Collection(SharedServer.Collection)]
public sealed class IacTests(SharedServer server) : IAsyncLifetime
{
    private readonly UserShell _shell = server.Shell();

    public async Task InitializeAsync()
    {
        await server.ClearAsync();
        _shell.Write("dist/api.js", "exports.handler = () => 'api';\n");
        _shell.Write("dist/worker.js", "exports.handler = () => 'worker';\n");
    }

    public Task DisposeAsync()
    {
        _shell.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task A_manifest_as_users_of_MolnOS_write_them_is_applied_and_a_second_time_changes_nothing()
    {
        _shell.Write("molnos.json", """
            {
              "$schema": "https://schemas.molnos.cloud/schema-iac-v1.json",
              "version": "1",
              "context": { "name": "inbox-demo", "intent": "Secure messages.", "attributes": { "data": { "sensitivity": "high" }, "regulatory": ["gdpr"] } },
              "resources": {
                "functions": {
                  "get-message": {
                    "source": "dist/api.js", "id": "getmsgfn", "methods": ["GET", "POST"],
                    "bindings": [{ "service": "databases", "resource": "inbox-messages", "permissions": ["read", "write"] }]
                  },
                  "post-message": {
                    "source": "dist/worker.js", "methods": ["POST"],
                    "triggers": [{ "type": "http" }, { "type": "event", "eventName": "message.sent" }]
                  }
                },
                "databases": { "inbox-messages": {} },
                "sites": { "inbox-site": { "source": "site" } },
                "applications": { "inbox-app": { "id": "inboxapp", "redirectUris": ["http://localhost:3000/"] } }
              },
              "identities": { "users": {}, "serviceAccounts": {} }
            }
            """);

        var first = await _shell.RunAsync("molnos iac apply molnos.json");
        var versions = await VersionsAsync();
        var second = await _shell.RunAsync("molnos iac apply molnos.json");

        first.ExitCode.Should().Be(0, first.ToString());
        first.Error.Should().Contain("resources.sites").And.Contain("resources.applications");
        first.Json["changes"]!.AsArray().Select(change => $"{change!["action"]} {change["kind"]} {change["name"]} {change["result"]}").Should().Equal(
            "create table inbox-messages done", "create function get-message done", "create function post-message done");
        second.ExitCode.Should().Be(0, second.ToString());
        second.Json["changes"]!.AsArray().Should().BeEmpty();
        second.Json["unchanged"]!.GetValue<int>().Should().Be(3);
        (await VersionsAsync()).Should().Equal(versions);
        var deployed = (await server.Client.GetAsync("/functions/getmsgfn")).Json["function"]!;
        deployed["context"]!.GetValue<string>().Should().Be("inbox-demo");
        deployed["bindings"]!.ToJsonString().Should().Be("""[{"service":"databases","permissions":[{"resource":"table","actions":["read","write"],"targets":["inbox-messages"]}]}]""");
    }

    [Fact]
    public async Task Every_kind_of_resource_is_made_and_the_plan_tells_what_changes()
    {
        _shell.Environment["API_KEY"] = "hunter2";
        Manifest("""
            "functions": { "api": { "source": "dist/api.js", "env": { "A": "1", "KEY": { "secret": { "env": "API_KEY" } } }, "limits": { "timeoutMs": 2000 } } },
            "databases": { "kinds": {} },
            "storage": { "kinds-files": { "public": true }, "kinds-private": {} },
            "schemas": { "kinds-order": { "description": "An order", "schema": { "type": "object", "properties": { "id": { "type": "string" } }, "required": ["id"] } } },
            "routes": { "kinds-orders": { "match": { "hosts": ["API.kinds.test"], "path": "/orders/{**rest}", "methods": ["get"] }, "function": "api" } }
            """, """ "roles": { "kinds-reader": { "permissions": ["functions.read"] } }, "serviceAccounts": { "kinds-ci": { "roles": ["kinds-reader"] } } """);

        var applied = await _shell.RunAsync("molnos iac apply molnos.json");
        _shell.Write("dist/api.js", "exports.handler = () => 'changed';\n");
        var diff = await _shell.RunAsync("env --unset=API_KEY molnos iac diff molnos.json");
        var dryRun = await _shell.RunAsync("molnos iac apply --dry-run --output=table");
        var versions = await VersionsAsync();
        var again = await _shell.RunAsync("env --unset=API_KEY molnos iac apply");

        applied.ExitCode.Should().Be(0, applied.ToString());
        applied.Json["changes"]!.AsArray().Select(change => change!["kind"]!.GetValue<string>()).Should().Equal("table", "bucket", "bucket", "schema", "role", "function", "route", "service account");
        applied.Json["changes"]![7]!["apiKey"]!.GetValue<string>().Should().StartWith("sa.");
        (applied.Out + applied.Error).Should().NotContain("hunter2");
        diff.Json["changes"]!.ToJsonString().Should().Be("""[{"action":"update","kind":"function","name":"api","fields":["code"]}]""");
        dryRun.Out.Should().Contain("~ function api  (code)").And.Contain("0 to create, 1 to change, 0 to delete, 7 unchanged.");
        versions.Should().Equal("api 1");
        again.ExitCode.Should().Be(0, again.ToString());
        (await VersionsAsync()).Should().Equal("api 2");
        (await server.Client.GetAsync("/storage/buckets/kinds-files")).Json["public"]!.GetValue<bool>().Should().BeTrue();
        (await server.Client.GetAsync("/schemas/kinds-order")).Json["schema"]!["version"]!.GetValue<int>().Should().Be(1);
        (await server.Client.GetAsync("/routes/kinds-orders")).Json["route"]!["function"]!.GetValue<string>().Should().Be("api");
        (await server.Client.GetAsync("/functions/list?name=api")).Json["functions"]![0]!["limits"]!["timeoutMs"]!.GetValue<int>().Should().Be(2000);
    }

    [Fact]
    public async Task Pruning_deletes_only_what_carries_the_same_context()
    {
        Manifest(""" "functions": { "api": { "source": "dist/api.js" }, "old": { "source": "dist/worker.js" } } """);
        await _shell.RunAsync("molnos iac apply");
        await server.Client.DeployAsync("exports.handler = () => 1", with => (with["name"], with["context"]) = ("neighbour", "other"));
        await server.Client.DeployAsync("exports.handler = () => 1", with => with["name"] = "nobodys");
        Manifest(""" "functions": { "api": { "source": "dist/api.js" } } """);

        var kept = await _shell.RunAsync("molnos iac apply");
        var diff = await _shell.RunAsync("molnos iac diff --prune --output=table");
        var pruned = await _shell.RunAsync("molnos iac apply --prune");

        kept.Json["changes"]!.AsArray().Should().BeEmpty();
        diff.Out.Should().Contain("- function old");
        pruned.ExitCode.Should().Be(0, pruned.ToString());
        (await VersionsAsync()).Should().Equal("api 1", "neighbour 1", "nobodys 1");
    }

    [Fact]
    public async Task It_stops_at_the_first_failure_and_says_what_was_and_was_not_done()
    {
        _shell.Write("dist/broken.js", "exports.handler = () => {;\n");
        Manifest(""" "functions": { "a": { "source": "dist/api.js" }, "b": { "source": "dist/broken.js" }, "c": { "source": "dist/worker.js" } } """);

        var result = await _shell.RunAsync("molnos iac apply");
        _shell.Write("dist/broken.js", "exports.handler = () => {};\n");
        var mended = await _shell.RunAsync("molnos iac apply");

        result.ExitCode.Should().Be(1);
        result.Json["success"]!.GetValue<bool>().Should().BeFalse();
        result.Json["changes"]!.AsArray().Select(change => change!["result"]!.GetValue<string>()).Should().Equal("done", "failed", "not tried");
        result.Error.Should().Contain("function b").And.Contain("SyntaxError").And.Contain("1 of 3 changes were done; 1 behind this one were not tried");
        mended.Json["changes"]!.AsArray().Select(change => change!["name"]!.GetValue<string>()).Should().Equal("b", "c");
    }

    [Fact]
    public async Task Problems_are_told_with_path_and_line_before_the_server_is_asked()
    {
        _shell.PointAt(new Uri("http://127.0.0.1:1"), null);
        _shell.Write("molnos.json", "{\n  \"version\": \"1\",\n  \"resources\": {\n    \"functions\": {\n      \"a\": { \"source\": \"missing.js\", \"methods\": \"GET\" }\n    }\n  }\n}\n");

        foreach (var command in (string[])["validate", "diff", "apply"])
        {
            var result = await _shell.RunAsync($"molnos iac {command} molnos.json");

            result.ExitCode.Should().Be(2, result.ToString());
            result.Error.Should().Contain("There are 2 problems").And.Contain("molnos.json:5: resources.functions.a.methods must be an array")
                .And.Contain("molnos.json:5: resources.functions.a.source names missing.js, which is not there");
        }
    }

    [Fact]
    public async Task A_valid_file_is_valid_without_a_server()
    {
        _shell.PointAt(new Uri("http://127.0.0.1:1"), null);
        Manifest(""" "functions": { "api": { "source": "dist/api.js" } } """);

        (await _shell.RunAsync("cd / && molnos iac validate \"$OLDPWD/molnos.json\"")).ExitCode.Should().Be(0);
    }

    [Fact]
    public async Task A_context_is_destroyed_and_nothing_else()
    {
        Manifest(""" "functions": { "a": { "source": "dist/api.js" }, "b": { "source": "dist/worker.js" } } """);
        await _shell.RunAsync("molnos iac apply");
        await server.Client.DeployAsync("exports.handler = () => 1", with => with["name"] = "nobodys");

        var destroyed = await _shell.RunAsync("molnos context destroy shop");
        var again = await _shell.RunAsync("molnos context destroy shop");

        destroyed.ExitCode.Should().Be(0, destroyed.ToString());
        destroyed.Json["changes"]!.AsArray().Should().HaveCount(2);
        again.ExitCode.Should().Be(1);
        (await VersionsAsync()).Should().Equal("nobodys 1");
    }

    [Fact]
    public async Task A_person_is_asked_before_anything_is_deleted()
    {
        Manifest(""" "functions": { "a": { "source": "dist/api.js" } } """);
        await _shell.RunAsync("molnos iac apply");
        Manifest(""" "functions": {} """);

        var refused = await _shell.RunOnTerminalAsync("molnos iac apply --prune", "n\n");
        var left = await VersionsAsync();
        var agreed = await _shell.RunOnTerminalAsync("molnos iac apply --prune", "y\n");

        refused.ExitCode.Should().Be(1, refused.ToString());
        refused.Out.Should().Contain("function").And.Contain("[y/N]");
        left.Should().Equal("a 1");
        agreed.ExitCode.Should().Be(0, agreed.ToString());
        (await VersionsAsync()).Should().BeEmpty();
    }

    private void Manifest(string resources, string identities = "") => _shell.Write("molnos.json", $$"""
        { "version": "1", "context": { "name": "shop" }, "resources": { {{resources}} }, "identities": { {{identities}} } }
        """);

    private async Task<IReadOnlyList<string>> VersionsAsync() =>
        [.. (await server.Client.GetAsync("/functions/list")).Json["functions"]!.AsArray().Select(function => $"{function!["name"]} {function["version"]}")];
}
