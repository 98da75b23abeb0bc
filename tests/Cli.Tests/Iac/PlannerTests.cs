using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MolnOS.Sandbox.Cli.Iac.Manifests;
using MolnOS.Sandbox.Cli.Iac.Plans;

namespace MolnOS.Sandbox.Cli.Tests.Iac;

/// <summary>What a plan does with what is there already.</summary>
public sealed class PlannerTests
{
    private const string Code = "exports.handler = () => 1;";

    private static readonly JsonElement s_live = Json("""
        {"id":"shop-api","name":"api","endpoint":"/functions/run/shop-api","triggers":[{"type":"http"}],"allowUnauthenticated":false,"passAllHeaders":false,
         "bindings":[{"service":"databases","permissions":[{"resource":"table","actions":["read","write"],"targets":["b","a"]}]},{"service":"events","permissions":[{"actions":["emit"]}]}],
         "context":"shop","version":3,"limits":{"timeoutMs":30000,"memoryMb":128,"concurrency":32,"maxWorkers":2,"minWorkers":0},
         "code":"exports.handler = () => 1;","env":{"A":"1","KEY":{"secret":true}}}
        """);

    private const string Bindings = """
        "bindings":[{"service":"events","permissions":["emit"]},{"service":"databases","permissions":[{"targets":["a","b"],"actions":["write","read"],"resource":"table"}]}]
        """;

    private const string Env = """ "env":{"A":"1","KEY":{"secret":{"env":"API_KEY"}}} """;

    [Fact]
    public void What_is_as_it_shall_be_is_left_alone_in_whatever_order_it_is_written() =>
        Plan($$"""{{Bindings}},{{Env}}""").Should().Match<Plan>(plan => plan.Changes.Count == 0 && plan.Unchanged == 1);

    [Theory]
    [InlineData("""{0},{1},"methods":["GET"]""", "methods")]
    [InlineData("""{0},{1},"allowUnauthenticated":true""", "allowUnauthenticated")]
    [InlineData("""{0},{1},"passAllHeaders":true""", "passAllHeaders")]
    [InlineData("""{0},{1},"triggers":[{"type":"event","eventName":"a"}]""", "triggers")]
    [InlineData("""{0},{1},"limits":{"timeoutMs":1000}""", "limits")]
    [InlineData("""{0},{1},"limits":{"maxWorkers":4}""", "limits")]
    [InlineData("""{0},{1},"limits":{"rate":{"requests":10,"perSeconds":60}}""", "limits")]
    [InlineData("""{0},{1},"cors":{"origins":["*"]}""", "cors")]
    [InlineData("""{1}""", "bindings")]
    [InlineData("""{0}""", "env")]
    [InlineData("""{0},"env":{"A":"2","KEY":{"secret":{"env":"API_KEY"}}}""", "env")]
    [InlineData("""{0},"env":{"A":{"secret":{"env":"API_KEY"}},"KEY":{"secret":{"env":"API_KEY"}}}""", "env")]
    public void Only_what_differs_is_sent(string fields, string expected)
    {
        var plan = Plan(fields.Replace("{0}", Bindings, StringComparison.Ordinal).Replace("{1}", Env, StringComparison.Ordinal));

        var change = plan.Changes.Should().ContainSingle().Subject;
        change.Fields.Should().Equal(expected);
        (change.Action, change.Kind, change.Name, change.Call.Method, change.Call.Path).Should().Be((ChangeAction.Update, "function", "api", HttpMethod.Put, "/functions/shop-api"));
        change.Call.Body!.AsObject().Select(member => member.Key).Should().Equal(expected);
    }

    [Fact]
    public void Code_that_differs_is_sent() =>
        Plan($$"""{{Bindings}},{{Env}}""", code: "exports.handler = () => 2;").Changes.Single().Fields.Should().Equal("code");

    [Fact]
    public void A_limit_that_the_manifest_no_longer_names_goes_back_to_its_default()
    {
        var live = Change(s_live, function => (function["limits"]!["timeoutMs"], function["limits"]!["cpu"]) = (1000, 0.5));

        var change = Plan($$"""{{Bindings}},{{Env}}""", live: live).Changes.Single();

        change.Call.Body!.ToJsonString().Should().Be("""{"limits":{"timeoutMs":30000,"cpu":null}}""");
    }

    [Fact]
    public void A_rate_and_cors_rules_that_are_there_are_left_alone_and_taken_away_with_the_manifests()
    {
        var live = Change(s_live, function =>
        {
            function["limits"]!["rate"] = JsonNode.Parse("""{"requests":10,"perSeconds":60,"per":"function"}""");
            function["cors"] = JsonNode.Parse("""{"origins":["https://b.test","https://a.test"],"methods":["GET"],"credentials":false}""");
        });
        const string Same = """ "limits":{"rate":{"perSeconds":60,"requests":10}},"cors":{"origins":["https://A.test","https://b.test"],"methods":["get"]} """;

        Plan($$"""{{Bindings}},{{Env}},{{Same}}""", live: live).Changes.Should().BeEmpty();
        Plan($$"""{{Bindings}},{{Env}}""", live: live).Changes.Single().Call.Body!.ToJsonString().Should().Be("""{"cors":null,"limits":{"rate":null}}""");
    }

    [Fact]
    public void A_secret_that_is_there_is_sent_again_only_when_asked()
    {
        var change = Plan($$"""{{Bindings}},{{Env}}""", choices: new PlanChoices(SendsSecrets: true)).Changes.Single();

        change.Call.Body!.ToJsonString().Should().Be("""{"env":{"A":"1","KEY":{"secret":"value of API_KEY"}}}""");
    }

    [Fact]
    public void A_function_of_another_context_or_with_another_id_is_a_conflict()
    {
        var other = Change(s_live, function => function["context"] = "other");

        Plan($$"""{{Bindings}},{{Env}}""", live: other).Conflicts.Should().ContainSingle().Which.Should().Contain("--take-over");
        Plan($$"""{{Bindings}},{{Env}}""", live: other, choices: new PlanChoices(TakesOver: true)).Changes.Single().Fields.Should().Equal("context");
        Plan($$"""{{Bindings}},{{Env}},"id":"other-id" """).Conflicts.Should().ContainSingle().Which.Should().Contain("shop-api").And.Contain("cannot be changed");
    }

    [Fact]
    public void What_others_need_comes_first_and_what_is_deleted_last()
    {
        var manifest = Manifest("""
            { "version": "1", "context": { "name": "shop" },
              "identities": { "serviceAccounts": { "ci": { "roles": ["r"] } }, "roles": { "r": { "permissions": ["functions.read"] } } },
              "resources": { "functions": { "f": { "source": "f.js" } }, "routes": { "x": { "match": { "path": "/x" }, "function": "f" } },
                             "schemas": { "s": { "schema": {} } }, "storage": { "b": { "public": true } }, "databases": { "t": {} } } }
            """);
        var live = new LiveState { OfContext = new Dictionary<string, string>(StringComparer.Ordinal) { ["old"] = "old-0001", ["f"] = "f-000001" } };

        var plan = Planner.Make(manifest, live, Inputs("f", Code, new PlanChoices(Prunes: true)));

        plan.Changes.Select(change => $"{change.Action} {change.Kind} {change.Name} {change.Call.Method} {change.Call.Path}").Should().Equal(
            "Create table t POST /databases/tables/t",
            "Create bucket b POST /storage/buckets/b",
            "Create schema s POST /schemas",
            "Create role r POST /identity/roles",
            "Create function f POST /functions/deploy",
            "Create route x PUT /routes/x",
            "Create service account ci POST /identity/service-accounts",
            "Delete function old DELETE /functions/old-0001");
        plan.Changes[4].Call.Body!.ToJsonString().Should().Be(
            $$"""{"name":"f","code":"{{Code}}","triggers":[{"type":"http"}],"allowUnauthenticated":false,"passAllHeaders":false,"context":"shop"}""".Replace("=>", "=\\u003E", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"match":{"path":"/a","hosts":["API.test","api.test"],"methods":["get"],"headers":[{"name":"x","values":["1"]}]},"function":"f"}""", "")]
    [InlineData("""{"match":{"path":"/a","hosts":["api.test"],"methods":["GET"],"headers":[{"mode":"exact","values":["1"],"name":"x"}]},"function":"f","order":0}""", "")]
    [InlineData("""{"match":{"path":"/a","hosts":["api.test"],"methods":["GET"]},"function":"f"}""", "match")]
    [InlineData("""{"match":{"path":"/a","hosts":["api.test"],"methods":["GET"],"headers":[{"name":"x","values":["1"]}]},"function":"g","order":7}""", "order,function")]
    [InlineData("""{"match":{"path":"/b"},"upstreams":{"destinations":{"a":{"address":"http://10.0.0.5/"}}}}""", "match,function,upstreams")]
    public void A_route_is_replaced_where_it_differs_in_more_than_its_spelling(string wanted, string fields)
    {
        var live = new LiveState
        {
            Routes = Named(("r", """
                {"name":"r","match":{"path":"/a","hosts":["api.test"],"methods":["GET"],"headers":[{"name":"x","mode":"exact","values":["1"]}]},"order":0,"function":"f","createdAt":"2026-01-01T00:00:00Z"}
                """)),
        };

        var plan = Planner.Make(Manifest("""{"version":"1","resources":{"routes":{"r":WANTED}}}""".Replace("WANTED", wanted, StringComparison.Ordinal)), live, Inputs("", "", new PlanChoices()));

        string.Join(',', plan.Changes.SelectMany(change => change.Fields)).Should().Be(fields);
        (plan.Changes.Count, plan.Unchanged).Should().Be(fields.Length == 0 ? (0, 1) : (1, 0));
    }

    [Fact]
    public void Pruning_without_a_context_is_a_conflict() =>
        Planner.Make(Manifest("""{"version":"1"}"""), new LiveState(), Inputs("", "", new PlanChoices(Prunes: true))).Conflicts.Should().ContainSingle().Which.Should().Contain("context");

    [Fact]
    public void Buckets_schemas_and_roles_are_changed_where_they_differ_and_an_accounts_roles_cannot_be()
    {
        var manifest = Manifest("""
            { "version": "1",
              "resources": { "databases": { "t": {} }, "storage": { "b": { "public": true }, "c": {} },
                             "schemas": { "s": { "schema": { "properties": { "a": { "type": "string" } } } }, "same": { "description": "d", "schema": { "b": 1, "a": [1, 2] } } } },
              "identities": { "roles": { "r": { "permissions": ["functions.read", "functions.execute"] } }, "serviceAccounts": { "ci": { "roles": ["user"] } } } }
            """);
        var live = new LiveState
        {
            Tables = new HashSet<string>(StringComparer.Ordinal) { "t", "other" },
            Buckets = Named(("b", """{"name":"b","public":false}"""), ("c", """{"name":"c","public":false}""")),
            Schemas = Named(("s", """{"name":"s","version":2,"description":"","schema":{"properties":{}}}"""), ("same", """{"name":"same","description":"d","schema":{"a":[1,2],"b":1}}""")),
            Roles = Named(("r", """{"roleId":"r","name":"r","description":"","permissions":["functions.execute"]}""")),
            Accounts = Named(("ci", """{"id":"x","name":"ci","roles":["administrator"]}""")),
        };

        var plan = Planner.Make(manifest, live, Inputs("", "", new PlanChoices()));

        plan.Unchanged.Should().Be(3);
        plan.Changes.Select(change => $"{change.Kind} {change.Name}: {string.Join(',', change.Fields)} {change.Call.Method}").Should().Equal(
            "bucket b: public PATCH", "schema s: schema POST", "role r: permissions PATCH");
        plan.Conflicts.Should().ContainSingle().Which.Should().Contain("service account ci").And.Contain("administrator");
    }

    private static Plan Plan(string fields, JsonElement? live = null, string code = Code, PlanChoices? choices = null) => Planner.Make(
        Manifest("""{"version":"1","context":{"name":"shop"},"resources":{"functions":{"api":{"source":"a.js",FIELDS}}}}""".Replace("FIELDS", fields, StringComparison.Ordinal)),
        new LiveState { Functions = new Dictionary<string, JsonElement>(StringComparer.Ordinal) { ["api"] = live ?? s_live } },
        Inputs("api", code, choices ?? new PlanChoices()));

    private static PlanInputs Inputs(string name, string code, PlanChoices choices) =>
        new(new Dictionary<string, string>(StringComparer.Ordinal) { [name] = code }, variable => $"value of {variable.Value}", choices);

    private static Manifest Manifest(string json)
    {
        var (manifest, problems) = ManifestReader.Read(Encoding.UTF8.GetBytes(json));
        problems.Should().BeEmpty();
        return manifest;
    }

    private static Dictionary<string, JsonElement> Named(params (string Name, string Json)[] values) =>
        values.ToDictionary(value => value.Name, value => Json(value.Json), StringComparer.Ordinal);

    private static JsonElement Change(JsonElement value, Action<JsonObject> change)
    {
        var copy = JsonNode.Parse(value.GetRawText())!.AsObject();
        change(copy);
        return Json(copy.ToJsonString());
    }

    private static JsonElement Json(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }
}
