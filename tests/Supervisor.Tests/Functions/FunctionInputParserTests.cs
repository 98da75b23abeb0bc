using System.Text;
using MolnOS.Sandbox.Functions;
using MolnOS.Sandbox.Hosting.Requests;
using MolnOS.Sandbox.Protocol.Functions;

namespace MolnOS.Sandbox.Supervisor.Tests.Functions;

public sealed class FunctionInputParserTests
{
    private readonly FunctionOptions _options = new() { MaxCodeBytes = 1024 };

    [Fact]
    public void The_least_deploy_is_a_name_and_code() =>
        Deploy("""{"name":"hello","code":"x"}""").Should().Be(new FunctionInput { Name = "hello", Code = "x" });

    [Fact]
    public void A_deploy_with_every_field_is_read_whole()
    {
        var input = Deploy("""
            {
              "id": "abc_-123", "name": "my-api.v2", "code": "exports.handler = 1", "methods": ["get", "POST", "GET"],
              "triggers": [{"type":"http"},{"type":"event","eventName":"order.created"},{"type":"schedule","cron":"0 * * * *","timeZone":"Europe/Oslo"}],
              "allowUnauthenticated": true, "passAllHeaders": true, "context": "shop",
              "bindings": [{"service":"databases","permissions":[{"resource":"table","actions":["read","write"],"targets":["users"]}]}],
              "env": {"PLAIN": "1", "HIDDEN": {"secret": "2"}},
              "limits": {"timeoutMs": 100, "memoryMb": 4096, "concurrency": 1, "maxWorkers": 64, "minWorkers": 16}
            }
            """);

        input.Id.Should().Be("abc_-123");
        input.Name.Should().Be("my-api.v2");
        input.Methods.Should().Equal("GET", "POST");
        input.Triggers.Should().Equal(
            new FunctionTrigger.Http(), new FunctionTrigger.Event("order.created"), new FunctionTrigger.Schedule("0 * * * *", "Europe/Oslo"));
        input.AllowUnauthenticated.Should().BeTrue();
        input.PassAllHeaders.Should().BeTrue();
        input.Context.Should().Be("shop");
        input.Env.Should().Equal(new EnvVariable("PLAIN", "1", IsSecret: false), new EnvVariable("HIDDEN", "2", IsSecret: true));
        input.Limits.Should().Be(new FunctionLimitsInput { TimeoutMs = 100, MemoryMb = 4096, Concurrency = 1, MaxWorkers = 64, MinWorkers = 16 });
    }

    [Fact]
    public void Rate_and_cors_are_read_and_null_takes_them_away()
    {
        var input = Deploy("""
            {"name":"a","code":"x","limits":{"rate":{"requests":10,"perSeconds":60,"per":"caller"}},
             "cors":{"origins":["HTTPS://App.example.com","https://*.example.com:8443"],"methods":["put"],"headers":["X-One"],"credentials":true,"maxAgeSeconds":0}}
            """);
        var removal = Deploy("""{"name":"a","code":"x","limits":{"rate":null},"cors":null}""");

        input.Limits!.Rate.Should().Be(new FunctionRate(10, 60, RateScope.Caller));
        input.Cors.Should().BeEquivalentTo(new FunctionCors
        {
            Origins = ["https://app.example.com", "https://*.example.com:8443"],
            Methods = ["PUT"],
            Headers = ["x-one"],
            Credentials = true,
            MaxAgeSeconds = 0,
        });
        (removal.Limits!.ResetsRate, removal.ResetsCors).Should().Be((true, true));
    }

    [Theory]
    [InlineData("""{"code":"x"}""", "name")]
    [InlineData("""{"name":"a"}""", "code")]
    [InlineData("""{"name":"a","code":""}""", "code")]
    [InlineData("""{"name":"a","code":1}""", "code")]
    [InlineData("""{"name":"a","code":null}""", "code")]
    [InlineData("""{"name":"a","code":"x","surprise":1}""", "surprise")]
    [InlineData("""{"name":"a","code":"x","Name":"b"}""", "Name")]
    [InlineData("""{"name":"a","code":"x","name":"b"}""", "name")]
    [InlineData("""{"name":"-a","code":"x"}""", "name")]
    [InlineData("""{"name":"a/b","code":"x"}""", "name")]
    [InlineData("""{"name":"å","code":"x"}""", "name")]
    [InlineData("""{"name":"","code":"x"}""", "name")]
    [InlineData("""{"id":"short","name":"a","code":"x"}""", "id")]
    [InlineData("""{"id":"abcd.fgh","name":"a","code":"x"}""", "id")]
    [InlineData("""{"name":"a","code":"\ud800"}""", "code")]
    [InlineData("""{"name":"a","code":"x","\ud800":1}""", "")]
    [InlineData("""{"name":"a","code":"x",}""", "")]
    [InlineData("""{"name":"a","code":"x"} true""", "")]
    [InlineData("""["name"]""", "")]
    [InlineData("null", "")]
    [InlineData("", "")]
    public void A_bad_deploy_is_refused_and_its_field_named(string json, string field) => RefusedDeploy(json).Field.Should().Be(field);

    [Theory]
    [InlineData("\"methods\":\"GET\"", "methods")]
    [InlineData("\"methods\":[1]", "methods[0]")]
    [InlineData("\"methods\":[\"GET\",\"PO ST\"]", "methods[1]")]
    [InlineData("\"triggers\":[]", "triggers")]
    [InlineData("\"triggers\":null", "triggers")]
    [InlineData("\"triggers\":[{}]", "triggers[0].type")]
    [InlineData("\"triggers\":[\"http\"]", "triggers[0]")]
    [InlineData("\"triggers\":[{\"type\":\"http\"},{\"type\":\"event\"}]", "triggers[1].eventName")]
    [InlineData("\"triggers\":[{\"type\":\"http\"},{\"type\":\"event\",\"eventName\":\"\"}]", "triggers[1].eventName")]
    [InlineData("\"triggers\":[{\"type\":\"http\",\"eventName\":\"a\"}]", "triggers[0].eventName")]
    [InlineData("\"triggers\":[{\"type\":\"queue\"}]", "triggers[0].type")]
    [InlineData("\"triggers\":[{\"type\":\"schedule\"}]", "triggers[0].cron")]
    [InlineData("\"triggers\":[{\"type\":\"schedule\",\"cron\":\"60 * * * *\"}]", "triggers[0].cron")]
    [InlineData("\"triggers\":[{\"type\":\"schedule\",\"cron\":\"@daily\",\"timeZone\":\"../passwd\"}]", "triggers[0].timeZone")]
    [InlineData("\"triggers\":[{\"type\":\"schedule\",\"cron\":\"@daily\",\"missed\":\"always\"}]", "triggers[0].missed")]
    [InlineData("\"triggers\":[{\"type\":\"schedule\",\"cron\":\"@daily\",\"missed\":\"skip\"},{\"type\":\"schedule\",\"cron\":\"@daily\"}]", "triggers[1]")]
    [InlineData("\"allowUnauthenticated\":\"true\"", "allowUnauthenticated")]
    [InlineData("\"passAllHeaders\":null", "passAllHeaders")]
    [InlineData("\"context\":1", "context")]
    [InlineData("\"limits\":[]", "limits")]
    [InlineData("\"limits\":{\"timeoutMs\":99}", "limits.timeoutMs")]
    [InlineData("\"limits\":{\"timeoutMs\":900001}", "limits.timeoutMs")]
    [InlineData("\"limits\":{\"timeoutMs\":\"100\"}", "limits.timeoutMs")]
    [InlineData("\"limits\":{\"memoryMb\":32.5}", "limits.memoryMb")]
    [InlineData("\"limits\":{\"concurrency\":0}", "limits.concurrency")]
    [InlineData("\"limits\":{\"maxWorkers\":65}", "limits.maxWorkers")]
    [InlineData("\"limits\":{\"minWorkers\":-1}", "limits.minWorkers")]
    [InlineData("\"limits\":{\"cpus\":1}", "limits.cpus")]
    [InlineData("\"limits\":{\"cpu\":0}", "limits.cpu")]
    [InlineData("\"limits\":{\"cpu\":65}", "limits.cpu")]
    [InlineData("\"limits\":{\"cpu\":\"1\"}", "limits.cpu")]
    [InlineData("\"limits\":{\"rate\":{\"requests\":1}}", "limits.rate.perSeconds")]
    [InlineData("\"limits\":{\"rate\":{\"perSeconds\":1}}", "limits.rate.requests")]
    [InlineData("\"limits\":{\"rate\":{\"requests\":0,\"perSeconds\":1}}", "limits.rate.requests")]
    [InlineData("\"limits\":{\"rate\":{\"requests\":1,\"perSeconds\":86401}}", "limits.rate.perSeconds")]
    [InlineData("\"limits\":{\"rate\":{\"requests\":1,\"perSeconds\":1,\"per\":\"ip\"}}", "limits.rate.per")]
    [InlineData("\"limits\":{\"rate\":{\"requests\":1,\"perSeconds\":1,\"burst\":1}}", "limits.rate.burst")]
    [InlineData("\"cors\":{}", "cors.origins")]
    [InlineData("\"cors\":{\"origins\":[]}", "cors.origins")]
    [InlineData("\"cors\":{\"origins\":[\"https://a.test/\"]}", "cors.origins[0]")]
    [InlineData("\"cors\":{\"origins\":[\"a.test\"]}", "cors.origins[0]")]
    [InlineData("\"cors\":{\"origins\":[\"null\"]}", "cors.origins[0]")]
    [InlineData("\"cors\":{\"origins\":[\"https://a.test:443\"]}", "cors.origins[0]")]
    [InlineData("\"cors\":{\"origins\":[\"*\",\"https://a.test\"]}", "cors.origins")]
    [InlineData("\"cors\":{\"origins\":[\"*\"],\"credentials\":true}", "cors.credentials")]
    [InlineData("\"cors\":{\"origins\":[\"*\"],\"headers\":[\"a b\"]}", "cors.headers[0]")]
    [InlineData("\"cors\":{\"origins\":[\"*\"],\"exposeHeaders\":[\"*\"]}", "cors.exposeHeaders[0]")]
    [InlineData("\"cors\":{\"origins\":[\"*\"],\"maxAgeSeconds\":86401}", "cors.maxAgeSeconds")]
    [InlineData("\"cors\":{\"origins\":[\"*\"],\"age\":1}", "cors.age")]
    [InlineData("\"env\":[]", "env")]
    [InlineData("\"env\":{\"A\":1}", "env.A")]
    [InlineData("\"env\":{\"A\":{}}", "env.A.secret")]
    [InlineData("\"env\":{\"A\":{\"secret\":1}}", "env.A.secret")]
    [InlineData("\"env\":{\"A\":{\"secret\":\"1\",\"x\":1}}", "env.A.x")]
    [InlineData("\"env\":{\"1A\":\"x\"}", "env.1A")]
    [InlineData("\"env\":{\"A-B\":\"x\"}", "env.A-B")]
    [InlineData("\"env\":{\"A\":\"\\u0000\"}", "env.A")]
    [InlineData("\"env\":{\"A\":\"x\",\"A\":\"y\"}", "env.A")]
    public void A_bad_part_is_refused_and_its_place_named(string part, string field)
    {
        var error = RefusedDeploy($$"""{"name":"a","code":"x",{{part}} }""");

        error.Field.Should().Be(field);
        error.Message.Should().StartWith(field);
    }

    [Theory]
    [InlineData("NODE_OPTIONS")]
    [InlineData("node_extra_ca_certs")]
    [InlineData("LD_PRELOAD")]
    [InlineData("PATH")]
    [InlineData("Path")]
    [InlineData("HOME")]
    [InlineData("HTTP_PROXY")]
    [InlineData("https_proxy")]
    [InlineData("no_proxy")]
    [InlineData("UV_THREADPOOL_SIZE")]
    [InlineData("MOLNOS_ADMIN_TOKEN")]
    [InlineData("SSL_CERT_FILE")]
    public void A_variable_that_would_change_the_runtime_is_refused(string name) =>
        RefusedDeploy($$"""{"name":"a","code":"x","env":{"{{name}}":"x"} }""").Message.Should().Contain(name).And.Contain("runtime");

    [Theory]
    [InlineData("TZ")]
    [InlineData("API_KEY")]
    [InlineData("_private")]
    [InlineData("MY_PATH")]
    [InlineData("PROXY_URL")]
    public void An_ordinary_variable_is_taken(string name) =>
        Deploy($$"""{"name":"a","code":"x","env":{"{{name}}":"x"} }""").Env.Should().ContainSingle().Which.Name.Should().Be(name);

    [Fact]
    public void Code_is_bounded_in_bytes_of_utf8()
    {
        Deploy($$"""{"name":"a","code":"{{new string('x', 1024)}}"}""").Code.Should().HaveLength(1024);

        RefusedDeploy($$"""{"name":"a","code":"{{new string('x', 1025)}}"}""").Message.Should().Contain("1024 bytes");
        RefusedDeploy($$"""{"name":"a","code":"{{string.Concat(Enumerable.Repeat("❄", 400))}}"}""").Field.Should().Be("code");
    }

    [Fact]
    public void The_name_of_an_unknown_field_is_shown_cut() =>
        RefusedDeploy($$"""{"{{new string('x', 100_000)}}":1}""").Message.Length.Should().BeLessThan(200);

    [Fact]
    public void Bytes_that_are_no_utf8_are_refused()
    {
        byte[] json = [.. """{"name":"a","code":" """u8, 0xC3, 0x28, .. "\"}"u8];

        FunctionInputParser.TryParseDeploy(json, _options, out _, out var error).Should().BeFalse();

        error!.Field.Should().Be("code");
    }

    [Fact]
    public void Json_nested_too_deep_is_refused() =>
        RefusedDeploy($$"""{"name":{{new string('[', 100)}}{{new string(']', 100)}} }""").Message.Should().Contain("not valid JSON");

    [Fact]
    public void An_update_reads_any_subset()
    {
        Update("""{"methods":[]}""").Methods.Should().BeEmpty();
        Update("""{"methods":null}""").Methods.Should().BeEmpty();
        Update("""{"context":null}""").Context.Should().BeEmpty();
        Update("""{"bindings":null}""").Bindings.Should().BeEmpty();
        Update("""{"env":null}""").Env.Should().BeEmpty();
        Update("""{"limits":{"maxWorkers":null}}""").Limits!.ResetsMaxWorkers.Should().BeTrue();
        Update("""{"code":"y"}""").Should().Be(new FunctionInput { Code = "y" });
    }

    [Theory]
    [InlineData("{}", "")]
    [InlineData("""{"id":"abcdefgh"}""", "id")]
    [InlineData("""{"version":2}""", "version")]
    [InlineData("""{"name":null}""", "name")]
    public void A_bad_update_is_refused_and_its_field_named(string json, string field)
    {
        FunctionInputParser.TryParseUpdate(Encoding.UTF8.GetBytes(json), _options, out var input, out var error).Should().BeFalse();

        input.Should().BeNull();
        error!.Field.Should().Be(field);
    }

    [Fact]
    public void A_variable_never_shows_its_value() => new EnvVariable("NAME", "hush", IsSecret: true).ToString().Should().Be("NAME");

    private FunctionInput Deploy(string json)
    {
        FunctionInputParser.TryParseDeploy(Encoding.UTF8.GetBytes(json), _options, out var input, out var error).Should().BeTrue(error?.Message);
        return input!;
    }

    private FunctionInput Update(string json)
    {
        FunctionInputParser.TryParseUpdate(Encoding.UTF8.GetBytes(json), _options, out var input, out var error).Should().BeTrue(error?.Message);
        return input!;
    }

    private InputError RefusedDeploy(string json)
    {
        FunctionInputParser.TryParseDeploy(Encoding.UTF8.GetBytes(json), _options, out var input, out var error).Should().BeFalse();
        input.Should().BeNull();
        return error!;
    }
}
