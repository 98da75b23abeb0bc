using System.Text;
using MolnOS.Sandbox.Persistence;

namespace MolnOS.Sandbox.Supervisor.Tests.Persistence;

/// <summary>What every <see cref="ISchemaStore"/> promises.</summary>
public abstract class SchemaStoreConformance
{
    private static readonly SchemaBounds s_bounds = new(Schemas: 100, Versions: 100, Bytes: 1000);

    private static CancellationToken None => CancellationToken.None;

    /// <summary>An empty store.</summary>
    private protected abstract ISchemaStore Store { get; }

    /// <summary>Closes the store and opens it again.</summary>
    private protected abstract ISchemaStore Reopen();

    [Fact]
    public async Task Versions_count_from_1_and_come_back_as_they_were_added_after_a_reopen()
    {
        (await AddAsync("user", """{"a":1}""")).Should().Be(new SchemaAddition.Added(1));
        (await AddAsync("user", """{"a":2}""")).Should().Be(new SchemaAddition.Added(2));
        (await AddAsync("other", "{}")).Should().Be(new SchemaAddition.Added(1));

        var store = Reopen();
        (await TextAsync(store, "user", 1)).Should().Be("""{"a":1}""");
        (await TextAsync(store, "user", null)).Should().Be("""{"a":2}""");
        (await store.FindAsync("user", null, None)).Should().Be(new SchemaSummary("user", 2, "of user", """key of {"a":2}""", DateTimeOffset.UnixEpoch, "tester"));
        (await store.ListVersionsAsync("user", None)).Select(version => version.Version).Should().Equal(2, 1);
    }

    [Fact]
    public async Task The_list_has_the_newest_version_of_each_in_order_and_in_pages()
    {
        foreach (var name in new[] { "c", "a", "b", "a" })
        {
            await AddAsync(name, "{}");
        }

        (await Store.ListAsync(null, 10, None)).Select(schema => (schema.Name, schema.Version)).Should().Equal(("a", 2), ("b", 1), ("c", 1));
        (await Store.ListAsync("a", 1, None)).Select(schema => schema.Name).Should().Equal("b");
    }

    [Fact]
    public async Task What_is_not_there_is_null_or_empty()
    {
        await AddAsync("user", "{}");

        (await Store.FindAsync("none", null, None)).Should().BeNull();
        (await Store.FindAsync("user", 2, None)).Should().BeNull();
        (await Store.ReadAsync("user", 2, None)).Should().BeNull();
        (await Store.ListVersionsAsync("none", None)).Should().BeEmpty();
        (await Store.RemoveAsync("none", None)).Should().BeFalse();
    }

    [Fact]
    public async Task A_removed_schema_goes_with_all_its_versions_and_begins_anew()
    {
        await AddAsync("user", """{"old":1}""");
        await AddAsync("user", """{"old":2}""");

        (await Store.RemoveAsync("user", None)).Should().BeTrue();
        (await Store.ListVersionsAsync("user", None)).Should().BeEmpty();

        (await AddAsync("user", """{"new":1}""")).Should().Be(new SchemaAddition.Added(1));
        (await TextAsync(Reopen(), "user", 1)).Should().Be("""{"new":1}""");
    }

    [Fact]
    public async Task Each_bound_is_kept_and_what_is_removed_makes_room()
    {
        await AddAsync("a", "{}");
        await AddAsync("a", "{}");

        (await AddAsync("a", "{}", s_bounds with { Versions = 2 })).Should().Be(new SchemaAddition.TooManyVersions());
        (await AddAsync("b", "{}", s_bounds with { Schemas = 1 })).Should().Be(new SchemaAddition.TooManySchemas());
        (await AddAsync("a", "{}", s_bounds with { Schemas = 1 })).Should().Be(new SchemaAddition.Added(3), "a further version is no further schema");
        (await AddAsync("b", "{}", s_bounds with { Bytes = 7 })).Should().Be(new SchemaAddition.TooManyBytes());
        (await AddAsync("b", "{}", s_bounds with { Bytes = 8 })).Should().Be(new SchemaAddition.Added(1));

        await Store.RemoveAsync("a", None);
        (await AddAsync("c", "{}", s_bounds with { Bytes = 4, Schemas = 2 })).Should().Be(new SchemaAddition.Added(1));
    }

    [Fact]
    public async Task Posts_at_once_get_a_version_each()
    {
        var added = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => AddAsync("user", "{}")));

        added.Cast<SchemaAddition.Added>().Select(one => one.Version).Order().Should().Equal(Enumerable.Range(1, 20));
    }

    private Task<SchemaAddition> AddAsync(string name, string text, SchemaBounds? bounds = null) => Store.AddVersionAsync(
        new NewSchemaVersion
        {
            Name = name,
            Description = $"of {name}",
            Key = $"key of {text}",
            Text = Encoding.UTF8.GetBytes(text),
            CreatedAt = DateTimeOffset.UnixEpoch,
            CreatedBy = "tester",
        },
        bounds ?? s_bounds,
        None);

    private static async Task<string?> TextAsync(ISchemaStore store, string name, int? version) =>
        await store.ReadAsync(name, version, None) is { } schema ? Encoding.UTF8.GetString(schema.Text.Span) : null;
}
