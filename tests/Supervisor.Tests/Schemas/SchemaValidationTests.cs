using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using MolnOS.Sandbox.Hosting.Errors;
using MolnOS.Sandbox.Persistence;
using MolnOS.Sandbox.Persistence.Sqlite;
using MolnOS.Sandbox.Schemas;
using MolnOS.Sandbox.Supervisor.Tests.Persistence;

namespace MolnOS.Sandbox.Supervisor.Tests.Schemas;

/// <summary>Which schema goes to which validator, and what each end means; the validator itself is not here.</summary>
public sealed class SchemaValidationTests : IDisposable
{
    private readonly ReopenableDatabase _database = new(DefinitionsSchema.Migrations);
    private readonly FakeValidator _validator = new();
    private readonly ManualTime _time = new();
    private readonly SqliteSchemaStore _store;
    private readonly SchemaValidation _validation;
    private readonly SchemaRegistry _registry;

    public SchemaValidationTests()
    {
        _store = new SqliteSchemaStore(_database.Current);
        var options = Options.Create(new SchemaOptions { MaxSchemas = 2, MaxVersions = 2, MaxTotalBytes = 1024 });
        _validation = new SchemaValidation(_store, _validator.RunAsync, _time, options, NullLogger<SchemaValidation>.Instance);
        _registry = new SchemaRegistry(_store, _validator.RunAsync, _time, options);
    }

    private static CancellationToken None => CancellationToken.None;

    [Fact]
    public async Task Each_post_of_a_name_is_its_next_version()
    {
        var first = await AddAsync("user", """{"type":"object"}""");
        var second = await AddAsync("user", """{"type":"string"}""");

        (first.Version, second.Version).Should().Be((1, 2));
        _validator.Asked.Should().OnlyContain(asked => asked.Lane == ValidatorLane.Check && asked.Request["check"] != null);
    }

    [Theory]
    [InlineData("""{"fits":false,"path":"/properties/a","message":"unknown keyword"}""", 400, "schema/properties/a: unknown keyword.")]
    [InlineData("""{"tooDeep":true}""", 400, "schema is nested too deep.")]
    [InlineData("""{"valid":true,"errors":[]}""", 503, "The validator ended in the midst of the work.")]
    [InlineData("garbage", 503, "The validator ended in the midst of the work.")]
    public async Task What_is_not_fit_is_not_stored(string says, int status, string message)
    {
        _validator.Reply = _ => FakeValidator.Says(says);

        var refusal = await FluentActions.Awaiting(() => AddAsync("user", "{}")).Should().ThrowAsync<RefusedException>().WithMessage(message);

        refusal.Which.Status.Should().Be(status);
        (await _store.ListAsync(null, 10, None)).Should().BeEmpty();
    }

    [Fact]
    public async Task Each_bound_of_the_registry_is_named()
    {
        await AddAsync("a", "{}");
        await AddAsync("a", "{}");
        await AddAsync("b", "{}");

        await Refused("a", "{}", "The schema a has 2 versions*");
        await Refused("c", "{}", "There are 2 schemas*");
        await Refused("b", $$"""{"const":"{{new string('x', 1024)}}"}""", "All schemas together would be larger than 1024 bytes*");

        async Task Refused(string name, string schema, string message) =>
            (await FluentActions.Awaiting(() => AddAsync(name, schema)).Should().ThrowAsync<RefusedException>().WithMessage(message)).Which.Status.Should().Be(409);
    }

    [Fact]
    public async Task A_validator_that_lacks_the_schema_gets_it_and_one_that_has_it_does_not()
    {
        await AddAsync("user", """{"type":"object"}""");
        _validator.Asked.Clear();

        (await ValidateAsync("user")).Should().BeEquivalentTo(new SchemaVerdict.Given(1, true, []));

        _validator.Asked.Should().HaveCount(2).And.OnlyContain(asked => asked.Lane == ValidatorLane.Usual);
        _validator.Asked[0].Request["schema"].Should().BeNull();
        _validator.Asked[1].Request["schema"]!.ToJsonString().Should().Be("""{"type":"object"}""");
        _validator.Asked[1].Request["key"]!.GetValue<string>().Should().Be(_validator.Asked[0].Request["key"]!.GetValue<string>()).And.HaveLength(64);
    }

    [Fact]
    public async Task The_key_tells_texts_apart_even_under_one_name_and_version()
    {
        await AddAsync("user", """{"type":"object"}""");
        await ValidateAsync("user");
        await _store.RemoveAsync("user", None);
        await AddAsync("user", """{"type":"string"}""");
        await ValidateAsync("user");

        _validator.Asked.Where(asked => asked.Request["key"] is not null).Select(asked => asked.Request["key"]!.GetValue<string>()).Distinct().Should().HaveCount(2);
    }

    [Fact]
    public async Task A_schema_that_goes_while_it_is_validated_by_is_not_found()
    {
        await AddAsync("user", """{"type":"object"}""");
        _validator.Reply = _ =>
        {
            _store.RemoveAsync("user", None).Wait();
            return FakeValidator.Says("""{"unknown":true}""");
        };

        (await ValidateAsync("user")).Should().BeOfType<SchemaVerdict.NotFound>();
    }

    [Fact]
    public async Task What_is_not_there_is_not_found_and_reaches_no_validator()
    {
        await AddAsync("user", "{}");
        _validator.Asked.Clear();

        (await ValidateAsync("other")).Should().Be(new SchemaVerdict.NotFound("There is no schema other."));
        (await _validation.ValidateAsync("user", 2, "1"u8.ToArray(), None)).Should().Be(new SchemaVerdict.NotFound("There is no version 2 of the schema user."));
        _validator.Asked.Should().BeEmpty();
    }

    [Fact]
    public async Task A_schema_that_harmed_a_validator_goes_apart_for_a_while_and_others_do_not()
    {
        await AddAsync("evil", "{}");
        await AddAsync("good", "{}");
        var usual = _validator.Reply;
        _validator.Reply = _ => new ValidatorReply.TimedOut(TimeSpan.FromSeconds(5));
        (await ValidateAsync("evil")).Should().BeOfType<SchemaVerdict.TooCostly>().Which.Status.Should().Be(504);
        _validator.Reply = usual;

        (await LaneAsync("evil")).Should().Be(ValidatorLane.Apart);
        (await LaneAsync("good")).Should().Be(ValidatorLane.Usual);
        _time.Pass(SlowSchemas.Memory);
        (await LaneAsync("evil")).Should().Be(ValidatorLane.Usual);
    }

    [Fact]
    public async Task Each_end_of_a_validation_has_its_meaning()
    {
        await AddAsync("user", "{}");

        (await EndAsync(new ValidatorReply.OutOfMemory(128))).Should().BeOfType<SchemaVerdict.TooCostly>().Which.Status.Should().Be(502);
        (await EndAsync(new ValidatorReply.TooLarge())).Should().BeOfType<SchemaVerdict.TooCostly>().Which.Status.Should().Be(413);
        (await EndAsync(FakeValidator.Says("""{"tooDeep":true}"""))).Should().BeOfType<SchemaVerdict.TooCostly>().Which.Status.Should().Be(400);
        (await EndAsync(new ValidatorReply.Unavailable(TimeSpan.FromSeconds(3)))).Should().BeOfType<SchemaVerdict.Unavailable>().Which.RetryAfter.Should().Be(TimeSpan.FromSeconds(3));
        (await EndAsync(new ValidatorReply.Failed())).Should().BeOfType<SchemaVerdict.Unavailable>();
        (await EndAsync(FakeValidator.Says("""{"fits":true}"""))).Should().BeOfType<SchemaVerdict.Unavailable>();
        (await EndAsync(FakeValidator.Says("""{"unknown":true}"""))).Should().BeOfType<SchemaVerdict.Unavailable>("it was sent the schema and still does not know it");

        Task<SchemaVerdict> EndAsync(ValidatorReply reply)
        {
            _validator.Reply = _ => reply;
            return ValidateAsync("user");
        }
    }

    public void Dispose() => _database.Dispose();

    private async Task<ValidatorLane> LaneAsync(string name)
    {
        _validator.Asked.Clear();
        await ValidateAsync(name);
        return _validator.Asked[^1].Lane;
    }

    private Task<SchemaVerdict> ValidateAsync(string name) => _validation.ValidateAsync(name, null, "1"u8.ToArray(), None);

    private Task<SchemaSummary> AddAsync(string name, string schema) =>
        _registry.AddAsync(new SchemaInput { Name = name, Description = "", Text = System.Text.Encoding.UTF8.GetBytes(schema) }, "tester", None);
}
