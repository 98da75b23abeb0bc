using MolnOS.Sandbox.Functions;
using MolnOS.Sandbox.Protocol.Functions;

namespace MolnOS.Sandbox.Supervisor.Tests.Functions;

public sealed class FunctionCatalogTests
{
    private readonly FunctionCatalog _catalog = new();

    [Fact]
    public void A_function_is_found_by_its_id_and_by_its_name()
    {
        var function = Function("aaaaaaaa", "hello");
        _catalog.Put(function);

        _catalog.TryGet("aaaaaaaa", out var byId).Should().BeTrue();
        _catalog.TryGetByName("hello", out var byName).Should().BeTrue();

        byId.Should().BeSameAs(function);
        byName.Should().BeSameAs(function);
        _catalog.TryGet("hello", out _).Should().BeFalse();
        _catalog.TryGetByName("HELLO", out _).Should().BeFalse();
    }

    [Fact]
    public void A_renamed_function_is_not_found_by_its_old_name()
    {
        _catalog.Put(Function("aaaaaaaa", "old"));
        _catalog.Put(Function("aaaaaaaa", "new"));

        _catalog.TryGetByName("old", out _).Should().BeFalse();
        _catalog.TryGetByName("new", out _).Should().BeTrue();
        _catalog.Count.Should().Be(1);
    }

    [Fact]
    public void A_removed_function_is_not_found()
    {
        var function = Function("aaaaaaaa", "hello");
        _catalog.Load([function, Function("bbbbbbbb", "other")]);

        _catalog.Remove(function);

        _catalog.TryGet("aaaaaaaa", out _).Should().BeFalse();
        _catalog.TryGetByName("hello", out _).Should().BeFalse();
        _catalog.Count.Should().Be(1);
    }

    [Fact]
    public void Pages_cover_all_functions_once_in_order_even_when_others_come_and_go_between_them()
    {
        _catalog.Load(Enumerable.Range(0, 10).Select(number => Function($"function{number}"[^8..], $"n{number}")));

        var first = _catalog.List(limit: 4);
        _catalog.TryGetByName("n3", out var last);
        _catalog.Remove(last!);
        _catalog.Put(Function("zzzzzzzz", "n0a"));
        var second = _catalog.List(limit: 4, cursor: first.NextCursor);
        var third = _catalog.List(limit: 4, cursor: second.NextCursor);

        first.Functions.Concat(second.Functions).Concat(third.Functions).Select(function => function.Definition.Name)
            .Should().Equal(Enumerable.Range(0, 10).Select(number => $"n{number}"));
        third.NextCursor.Should().BeNull();
    }

    [Fact]
    public void A_page_that_ends_exactly_with_the_last_function_has_no_next()
    {
        _catalog.Load([Function("aaaaaaaa", "a"), Function("bbbbbbbb", "b")]);

        _catalog.List(limit: 2).NextCursor.Should().BeNull();
        _catalog.List(limit: 1).NextCursor.Should().NotBeNull();
    }

    [Fact]
    public void A_list_can_be_of_one_context()
    {
        _catalog.Load([Function("aaaaaaaa", "a", "shop"), Function("bbbbbbbb", "b"), Function("cccccccc", "c", "shop")]);

        var page = _catalog.List("shop", limit: 1);

        page.Functions.Should().ContainSingle().Which.Id.Should().Be("aaaaaaaa");
        _catalog.List("shop", limit: 1, page.NextCursor).Functions.Should().ContainSingle().Which.Id.Should().Be("cccccccc");
        _catalog.List("none").Functions.Should().BeEmpty();
    }

    [Fact]
    public void A_list_can_be_of_one_name()
    {
        _catalog.Load([Function("aaaaaaaa", "a", "shop"), Function("bbbbbbbb", "b")]);

        _catalog.ListOne("a", context: null).Functions.Should().ContainSingle().Which.Id.Should().Be("aaaaaaaa");
        _catalog.ListOne("a", "shop").Functions.Should().ContainSingle();
        _catalog.ListOne("a", "other").Functions.Should().BeEmpty();
        _catalog.ListOne("c", context: null).Functions.Should().BeEmpty();
    }

    [Fact]
    public void A_page_of_one_context_goes_on_behind_a_function_that_left_it()
    {
        _catalog.Load(Enumerable.Range(0, 6).Select(number => Function($"function{number}"[^8..], $"n{number}", number % 2 == 0 ? "even" : "odd")));
        var first = _catalog.List("even", limit: 1);

        _catalog.Put(Function("unction0", "n0", "odd"));
        _catalog.Put(Function("unction2", "renamed", "even"));

        _catalog.List("even", cursor: first.NextCursor).Functions.Select(function => function.Definition.Name).Should().Equal("n4", "renamed");
        _catalog.List("odd").Functions.Select(function => function.Definition.Name).Should().Equal("n0", "n1", "n3", "n5");
        _catalog.List().Functions.Should().HaveCount(6);
    }

    [Fact]
    public void A_page_reads_no_more_names_than_it_holds()
    {
        var order = NameOrder.Of([.. Enumerable.Range(0, 10_000).Select(number => Function($"{number:00000000}", $"n{number:00000000}", "c"))]);
        var comparisons = 0;
        var counted = order with
        {
            All = order.All.WithComparer(Comparer<string>.Create((left, right) =>
            {
                comparisons++;
                return string.CompareOrdinal(left, right);
            })),
        };
        comparisons = 0;

        counted.After("n00009000", context: null).Take(3).Should().Equal("n00009001", "n00009002", "n00009003");

        comparisons.Should().BeLessThan(100);
    }

    [Theory]
    [InlineData("!!!")]
    [InlineData("a")]
    [InlineData("")]
    [InlineData("AAEC")]
    public void A_foreign_cursor_is_refused(string cursor) =>
        FluentActions.Invoking(() => _catalog.List(cursor: cursor)).Should().Throw<FormatException>();

    private static DeployedFunction Function(string id, string name, string? context = null) => new()
    {
        Id = id,
        Definition = new FunctionDefinition { Name = name, Context = context },
        Version = 1,
        CreatedAt = DateTimeOffset.UnixEpoch,
        UpdatedAt = DateTimeOffset.UnixEpoch,
    };
}
