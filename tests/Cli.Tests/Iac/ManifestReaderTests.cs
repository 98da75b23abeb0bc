using System.Text;
using MolnOS.Sandbox.Cli.Iac.Manifests;

namespace MolnOS.Sandbox.Cli.Tests.Iac;

/// <summary>What a <c>molnos.json</c> may say, and how its author is told what is wrong.</summary>
public sealed class ManifestReaderTests
{
    [Fact]
    public void A_whole_manifest_is_read()
    {
        var (manifest, problems) = Read("""
            {
              "$schema": "docs/molnos.schema.json",
              "version": "1",
              "context": { "name": "shop", "intent": "Sells things.", "attributes": { "owner": "x", "regulatory": ["gdpr"] } },
              "resources": {
                "functions": {
                  "api": {
                    "source": "dist/api.js", "id": "shop-api", "methods": ["get", "POST"],
                    "triggers": [{ "type": "http" }, { "type": "event", "eventName": "a" }, { "type": "schedule", "cron": "@hourly", "timeZone": "Europe/Stockholm", "missed": "skip" }],
                    "bindings": [
                      { "service": "databases", "resource": "orders", "permissions": ["read", "write"] },
                      { "service": "databases", "permissions": [{ "resource": "table", "actions": ["read"], "targets": ["users"] }, {}] },
                      { "service": "events", "permissions": ["emit"] }
                    ],
                    "allowUnauthenticated": true, "passAllHeaders": true, "bundle": false,
                    "env": { "A": "1", "KEY": { "secret": { "env": "API_KEY" } }, "PEM": { "secret": { "file": "key.pem" } } },
                    "limits": { "timeoutMs": 2000, "cpu": 0.5 }
                  }
                },
                "databases": { "orders": {}, "users": {} },
                "storage": { "images": { "public": true }, "files": {} },
                "schemas": { "order": { "description": "An order", "schema": { "properties": {}, "required": [] } } }
              },
              "identities": {
                "roles": { "reader": { "permissions": ["functions.read"] } },
                "serviceAccounts": { "ci": { "description": "Deploys", "roles": ["reader"] } }
              }
            }
            """);

        problems.Should().BeEmpty();
        manifest.Context.Should().Be("shop");
        var api = manifest.Functions.Should().ContainSingle().Subject;
        (api.Name, api.Line, api.Wish.Source, api.Wish.Id, api.Wish.IsBundled).Should().Be(("api", 7, "dist/api.js", "shop-api", false));
        api.Wish.Methods.Should().Equal("GET", "POST");
        api.Wish.Triggers.Should().HaveCount(3);
        api.Wish.Bindings.ToJsonString().Should().Be(
            """[{"service":"databases","permissions":[{"actions":["read","write"],"resource":"table","targets":["orders"]},{"resource":"table","actions":["read"],"targets":["users"]},{}]},{"service":"events","permissions":[{"actions":["emit"]}]}]""");
        api.Wish.Env.Should().Equal(
            new EnvWish("A", "1", EnvKind.Plain), new EnvWish("KEY", "API_KEY", EnvKind.SecretFromEnvironment), new EnvWish("PEM", "key.pem", EnvKind.SecretFromFile));
        manifest.Tables.Select(table => table.Name).Should().Equal("orders", "users");
        manifest.Buckets.Select(bucket => (bucket.Name, bucket.Wish)).Should().Equal(("images", true), ("files", false));
        manifest.Schemas.Single().Wish.Schema.ToJsonString().Should().Be("""{"properties":{},"required":[]}""");
        manifest.Roles.Single().Wish.Permissions.Should().Equal("functions.read");
        manifest.Accounts.Single().Wish.Should().BeEquivalentTo(new AccountWish("Deploys", ["reader"]));
    }

    [Fact]
    public void Kinds_that_this_server_does_not_have_are_skipped_with_a_warning_unless_they_are_empty()
    {
        var (manifest, problems) = Read("""
            { "version": "1",
              "resources": { "sites": { "web": { "source": "site" } }, "applications": { "app": { "redirectUris": [] } } },
              "identities": { "users": {}, "serviceAccounts": {} } }
            """);

        problems.Should().BeEmpty();
        manifest.Warnings.Should().HaveCount(2);
        manifest.Warnings[0].Should().Contain("resources.sites").And.Contain("line 2");
    }

    [Theory]
    [InlineData("""[]""", "", "must be an object")]
    [InlineData("""{}""", "version", "is missing")]
    [InlineData("""{"version":"2"}""", "version", "must be \"1\"")]
    [InlineData("""{"version":1}""", "version", "must be text")]
    [InlineData("""{"version":"1","resource":{}}""", "resource", "is unknown; known here are")]
    [InlineData("""{"version":"1","context":{}}""", "context.name", "is missing")]
    [InlineData("""{"version":"1","resources":{"functions":{"a":{}}}}""", "resources.functions.a.source", "is missing")]
    [InlineData("""{"version":"1","resources":{"functions":{"a":{"source":"a.js","method":["GET"]}}}}""", "resources.functions.a.method", "is unknown")]
    [InlineData("""{"version":"1","resources":{"functions":{"a":{"source":"a.js","methods":"GET"}}}}""", "resources.functions.a.methods", "must be an array")]
    [InlineData("""{"version":"1","resources":{"functions":{"a":{"source":"a.js","methods":["GET",7]}}}}""", "resources.functions.a.methods[1]", "must be text")]
    [InlineData("""{"version":"1","resources":{"functions":{"a":{"source":"a.js","triggers":[]}}}}""", "resources.functions.a.triggers", "at least one trigger")]
    [InlineData("""{"version":"1","resources":{"functions":{"a":{"source":"a.js","triggers":[{"type":"queue"}]}}}}""", "resources.functions.a.triggers[0].type", "must be http, event or schedule")]
    [InlineData("""{"version":"1","resources":{"functions":{"a":{"source":"a.js","triggers":[{"type":"event"}]}}}}""", "resources.functions.a.triggers[0].eventName", "is missing")]
    [InlineData("""{"version":"1","resources":{"functions":{"a":{"source":"a.js","triggers":[{"type":"schedule","cron":"@daily","missed":"all"}]}}}}""", "resources.functions.a.triggers[0].missed", "must be once or skip")]
    [InlineData("""{"version":"1","resources":{"functions":{"a":{"source":"a.js","bindings":[{"service":"queues","permissions":["read"]}]}}}}""", "resources.functions.a.bindings[0].service", "must be one of databases")]
    [InlineData("""{"version":"1","resources":{"functions":{"a":{"source":"a.js","bindings":[{"service":"databases"}]}}}}""", "resources.functions.a.bindings[0]", "has no permissions")]
    [InlineData("""{"version":"1","resources":{"functions":{"a":{"source":"a.js","bindings":[{"service":"storage","resource":"b","permissions":["delete"]}]}}}}""", "resources.functions.a.bindings[0].permissions[0]", "must be read or write")]
    [InlineData("""{"version":"1","resources":{"functions":{"a":{"source":"a.js","bindings":[{"service":"storage","permissions":[{"targets":["b"]}]}]}}}}""", "resources.functions.a.bindings[0].permissions[0].targets", "need a resource")]
    [InlineData("""{"version":"1","resources":{"functions":{"a":{"source":"a.js","env":{"K":{"secret":"hunter2"}}}}}}""", "resources.functions.a.env.K.secret", "must not stand in this file")]
    [InlineData("""{"version":"1","resources":{"functions":{"a":{"source":"a.js","env":{"K":{"secret":{}}}}}}}""", "resources.functions.a.env.K.secret", "either env or file")]
    [InlineData("""{"version":"1","resources":{"functions":{"a":{"source":"a.js","limits":{"timeoutMs":"1s"}}}}}""", "resources.functions.a.limits.timeoutMs", "must be a number")]
    [InlineData("""{"version":"1","resources":{"databases":{"t":{"size":1}}}}""", "resources.databases.t.size", "is unknown")]
    [InlineData("""{"version":"1","resources":{"storage":{"b":{"public":"yes"}}}}""", "resources.storage.b.public", "must be true or false")]
    [InlineData("""{"version":"1","resources":{"schemas":{"s":{}}}}""", "resources.schemas.s", "has no schema")]
    [InlineData("""{"version":"1","resources":{"routes":{"r":{"function":"f"}}}}""", "resources.routes.r", "must have match")]
    [InlineData("""{"version":"1","resources":{"routes":{"r":{"match":{},"function":"f"}}}}""", "resources.routes.r.match.path", "is missing")]
    [InlineData("""{"version":"1","resources":{"routes":{"r":{"match":{"path":"/"}}}}}""", "resources.routes.r", "either function or upstreams")]
    [InlineData("""{"version":"1","resources":{"routes":{"r":{"match":{"path":"/"},"function":"f","order":"1"}}}}""", "resources.routes.r.order", "must be a number")]
    [InlineData("""{"version":"1","resources":{"routes":{"r":{"match":{"path":"/","headers":[{"name":"a","values":"b"}]},"function":"f"}}}}""", "resources.routes.r.match.headers[0].values", "must be an array")]
    [InlineData("""{"version":"1","resources":{"routes":{"r":{"match":{"path":"/"},"upstreams":{}}}}}""", "resources.routes.r.upstreams", "must have destinations")]
    [InlineData("""{"version":"1","resources":{"routes":{"r":{"match":{"path":"/"},"upstreams":{"destinations":{"a":{}}}}}}}""", "resources.routes.r.upstreams.destinations.a.address", "is missing")]
    [InlineData("""{"version":"1","version":"1"}""", "version", "is given twice")]
    public void A_problem_is_named_by_its_path(string json, string path, string message)
    {
        var (_, problems) = Read(json);

        problems.Should().ContainSingle().Which.Should().Match<Problem>(problem => problem.Path == path && problem.Message.Contains(message, StringComparison.Ordinal));
    }

    [Fact]
    public void All_problems_are_found_at_once_each_with_its_line()
    {
        var (_, problems) = Read("""
            {
              "version": "1",
              "resources": {
                "functions": {
                  "a": {
                    "source": "a.js",
                    "methods": [
                      "GET",
                      7
                    ],
                    "colour": "red"
                  },
                  "b": { "source": "" }
                }
              }
            }
            """);

        problems.Select(problem => problem.In("molnos.json")).Should().SatisfyRespectively(
            first => first.Should().StartWith("molnos.json:9: resources.functions.a.methods[1] must be text"),
            second => second.Should().StartWith("molnos.json:11: resources.functions.a.colour is unknown"),
            third => third.Should().StartWith("molnos.json:13: resources.functions.b.source must be text"));
    }

    [Fact]
    public void What_is_no_json_is_told_with_its_line()
    {
        var (_, problems) = Read("{\n  \"version\": \"1\",\n  oops\n}");

        problems.Should().ContainSingle().Which.In("m").Should().StartWith("m:3: the file is not valid JSON at byte 3");
    }

    [Fact]
    public void A_mark_of_byte_order_and_deep_nesting_do_no_harm()
    {
        Read("\ufeff{\"version\":\"1\"}").Problems.Should().BeEmpty();
        Read(new string('[', 100) + new string(']', 100)).Problems.Should().ContainSingle().Which.Message.Should().Contain("not valid JSON");
    }

    private static (Manifest Manifest, IReadOnlyList<Problem> Problems) Read(string json) => ManifestReader.Read(Encoding.UTF8.GetBytes(json));
}
