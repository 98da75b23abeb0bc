using MolnOS.Sandbox.Persistence;

namespace MolnOS.Sandbox.Supervisor.Tests.Persistence;

/// <summary>What every <see cref="IRouteStore"/> promises.</summary>
public abstract class RouteStoreConformance
{
    private static readonly DateTimeOffset s_made = new(2026, 11, 25, 12, 0, 0, TimeSpan.Zero);

    private static CancellationToken None => CancellationToken.None;

    /// <summary>An empty store.</summary>
    private protected abstract IRouteStore Store { get; }

    /// <summary>Closes the store and opens it again.</summary>
    private protected abstract IRouteStore Reopen();

    [Fact]
    public async Task Routes_come_back_in_order_of_their_names_after_a_reopen()
    {
        var second = new StoredRoute("second", "{}", s_made, s_made);
        var first = new StoredRoute("first", """{"match":{"path":"/x"}}""", s_made, s_made.AddDays(1));
        await Store.PutAsync(second, None);
        await Store.PutAsync(first, None);

        (await Reopen().ListAsync(None)).Should().Equal(first, second);
    }

    [Fact]
    public async Task A_route_takes_the_place_of_the_one_with_its_name_which_keeps_when_it_was_made()
    {
        await Store.PutAsync(new StoredRoute("one", "{}", s_made, s_made), None);
        await Store.PutAsync(new StoredRoute("one", "{ }", s_made.AddDays(1), s_made.AddDays(1)), None);

        (await Store.ListAsync(None)).Should().Equal(new StoredRoute("one", "{ }", s_made, s_made.AddDays(1)));
    }

    [Fact]
    public async Task A_removed_route_is_gone_and_one_that_is_not_there_cannot_be_removed()
    {
        await Store.PutAsync(new StoredRoute("one", "{}", s_made, s_made), None);

        (await Store.RemoveAsync("one", None)).Should().BeTrue();
        (await Store.RemoveAsync("one", None)).Should().BeFalse();
        (await Reopen().ListAsync(None)).Should().BeEmpty();
    }
}
