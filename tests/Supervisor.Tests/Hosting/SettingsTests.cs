using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using MolnOS.Sandbox.Edge.Tls;
using MolnOS.Sandbox.Hosting;
using MolnOS.Sandbox.Hosting.Configuration;

namespace MolnOS.Sandbox.Supervisor.Tests.Hosting;

/// <summary>Where settings come from, and which are refused.</summary>
public sealed class SettingsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("molnos-settings-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Flags_win_over_environment_over_file_over_default()
    {
        File.WriteAllText(Path.Combine(_folder, "molnos.config.json"), """
            { // where to find it
              "$schema": "x",
              "Http": { "MaxBodyBytes": 1, "MaxHeaderBytes": 1111 }, "Hosting": { "ShutdownGrace": "5s" }, }
            """);

        var settings = Read(["--Http:MaxBodyBytes", "3"], new() { ["MOLNOS_HTTP__MAXBODYBYTES"] = "2", ["MOLNOS_Http__MaxHeaderBytes"] = "2222" });

        settings["Http:MaxBodyBytes"].Should().Be("3");
        settings["Http:MaxHeaderBytes"].Should().Be("2222");
        settings["Hosting:ShutdownGrace"].Should().Be("00:00:05");
        settings.Should().NotContainKey("Management:MaxBodyBytes");
    }

    [Theory]
    [InlineData("--port", "8080", "http://127.0.0.1:8080")]
    [InlineData("--port=0", null, "http://127.0.0.1:0")]
    [InlineData("--urls", "http://0.0.0.0:80;http://[::1]:81", "http://0.0.0.0:80;http://[::1]:81")]
    public void Short_flags_say_where_to_listen(string flag, string? value, string urls) =>
        Read(value is null ? [flag] : [flag, value], new() { ["PORT"] = "9" })["Hosting:Urls"].Should().Be(urls);

    [Fact]
    public void Port_in_the_environment_means_the_loopback_address() =>
        Read([], new() { ["PORT"] = "9000" })["Hosting:Urls"].Should().Be("http://127.0.0.1:9000");

    [Fact]
    public void Variables_of_the_client_are_left_alone_and_the_admin_token_is_a_setting() =>
        Read([], new() { ["MOLNOS_URL"] = "u", ["MOLNOS_TOKEN"] = "t", ["MOLNOS_ADMIN_TOKEN"] = "secret-secret-secret" })
            .Should().Equal(new Dictionary<string, string?> { ["Access:AdminToken"] = "secret-secret-secret" });

    [Fact]
    public void Flags_without_a_value_are_true() => Read(["--Metrics:Public", "--port", "1"], [])["Metrics:Public"].Should().Be("True");

    [Theory]
    [InlineData("--Http:MaxBodyByte=1", "Http:MaxBodyByte", "Http:MaxBodyBytes")]
    [InlineData("--nonsense=1", "--nonsense", "no such setting")]
    [InlineData("--Http:MaxBodyBytes=much", "Http:MaxBodyBytes", "whole number")]
    [InlineData("--Http:MaxBodyBytes=99999999999", "Http:MaxBodyBytes", "whole number")]
    [InlineData("--Hosting:ShutdownGrace=30", "Hosting:ShutdownGrace", "duration")]
    [InlineData("--Metrics:Public=yes", "Metrics:Public", "true or false")]
    [InlineData("--Logging:Level=Loud", "Logging:Level", "Information")]
    [InlineData("--port=http", "--port", "port number")]
    [InlineData("--port=70000", "--port", "port number")]
    [InlineData("--Http:MaxBodyBytes", "--Http:MaxBodyBytes", "needs a value")]
    [InlineData("serve", "serve", "Unexpected argument")]
    [InlineData("--config=missing.json", "--config", "missing.json")]
    public void A_wrong_flag_is_refused_by_name(string flag, string key, string reason)
    {
        var read = () => Read([flag], []);

        read.Should().Throw<StartRefusedException>().Where(exception => exception.IsConfiguration)
            .Which.Message.Should().Contain(key).And.Contain(reason).And.NotContain("\n");
    }

    [Theory]
    [InlineData("{ \"Http\": { \"Wrong\": 1 } }", "Http:Wrong")]
    [InlineData("{ \"Http\": 5 }", "Http")]
    [InlineData("{ \"Http\": ", "line 1")]
    [InlineData("[]", "object")]
    [InlineData("{ \"a\": 1, \"a\": 2 }", "not valid JSON")]
    public void A_wrong_file_is_refused_by_name(string json, string named)
    {
        File.WriteAllText(Path.Combine(_folder, "own.json"), json);

        var read = () => Read(["--config", "own.json"], []);

        read.Should().Throw<StartRefusedException>().Which.Message.Should().Contain("own.json").And.Contain(named);
    }

    [Fact]
    public void A_wrong_variable_is_refused_by_name()
    {
        var read = () => Read([], new() { ["MOLNOS_HTTP__WRONG"] = "1" });

        read.Should().Throw<StartRefusedException>().Which.Message.Should().StartWith("MOLNOS_HTTP__WRONG");
    }

    [Theory]
    [InlineData("250ms", "00:00:00.2500000")]
    [InlineData("1.5s", "00:00:01.5000000")]
    [InlineData("2m", "00:02:00")]
    [InlineData("1d", "1.00:00:00")]
    [InlineData("00:00:07", "00:00:07")]
    public void Durations_have_units(string text, string normal) =>
        Read([$"--Hosting:ShutdownGrace={text}"], [])["Hosting:ShutdownGrace"].Should().Be(normal);

    [Fact]
    public void A_setting_may_be_a_list_of_objects_with_lists_of_their_own()
    {
        File.WriteAllText(Path.Combine(_folder, "molnos.config.json"), """
            { "Tls": { "Certificates": [{ "Hosts": ["a.test", "*.a.test"], "Certificate": "a.pem", "Key": "a.key" }, { "Certificate": "b.pem", "Key": "b.key" }] } }
            """);

        var settings = Read([], new() { ["MOLNOS_TLS__CERTIFICATES__1__KEY"] = "other.key" });
        var options = new ConfigurationBuilder().AddInMemoryCollection(settings).Build().GetSection("Tls").Get<TlsOptions>()!;

        options.Certificates.Select(files => (string.Join(' ', files.Hosts), files.Certificate, files.Key))
            .Should().Equal(("a.test *.a.test", "a.pem", "a.key"), ("", "b.pem", "other.key"));
    }

    [Theory]
    [InlineData("--Tls:Certificates:0:Keys=x", "Tls:Certificates:*:Key")]
    [InlineData("--Tls:Certificates:first:Key=x", "no such setting")]
    [InlineData("--Tls:Certificates:*:Key=x", "no such setting")]
    [InlineData("--Tls:Certificates=x", "no such setting")]
    [InlineData("--Tls:Certificates:0:Hosts=x", "no such setting")]
    public void A_wrong_key_within_a_list_is_refused(string flag, string reason)
    {
        var read = () => Read([flag], []);

        read.Should().Throw<StartRefusedException>().Which.Message.Should().Contain(reason);
    }

    [Fact]
    public void A_category_of_the_log_may_have_any_name() =>
        Read(["--Logging:Categories:Microsoft.AspNetCore=debug"], [])["Logging:Categories:Microsoft.AspNetCore"].Should().Be(nameof(LogLevel.Debug));

    [Fact]
    public void Every_property_of_every_options_type_is_a_known_setting()
    {
        var schema = SettingsSchema.OfThisProgram();
        var types = SettingsSchema.OptionsTypes().ToList();

        types.Should().HaveCountGreaterThan(6);
        types.SelectMany(type => type.GetProperties().Select(property => $"{SettingsSchema.SectionOf(type)}:{property.Name}"))
            .Should().OnlyContain(key => schema.TypeOf(key) != null || schema.TypeOf(key + ":x") != null || schema.Keys.Any(known => known.StartsWith(key + ":*:")));
        types.SelectMany(type => type.GetProperties()).Should().OnlyContain(property => property.CanWrite);
    }

    [Fact]
    public void A_value_out_of_range_is_named_in_one_line()
    {
        var invalid = new OptionsValidationException(string.Empty, typeof(HostingOptions), Failures());

        var (line, exitCode) = StartFailure.Describe(invalid);

        line.Should().Be("Hosting:ShutdownGrace must be between 00:00:00 and 01:00:00.");
        exitCode.Should().Be(2);

        static IEnumerable<string> Failures() =>
            new HostingOptionsValidator().Validate(null, new HostingOptions { ShutdownGrace = TimeSpan.FromHours(2) }).Failures!;
    }

    private IReadOnlyDictionary<string, string?> Read(string[] arguments, Dictionary<string, string> environment) =>
        Settings.Read(arguments, environment, _folder, SettingsSchema.OfThisProgram());
}
