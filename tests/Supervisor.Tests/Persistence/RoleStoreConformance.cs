using MolnOS.Sandbox.Persistence;

namespace MolnOS.Sandbox.Supervisor.Tests.Persistence;

/// <summary>What every <see cref="IRoleStore"/> promises.</summary>
public abstract class RoleStoreConformance
{
    private static CancellationToken None => CancellationToken.None;

    /// <summary>An empty store.</summary>
    private protected abstract IRoleStore Store { get; }

    /// <summary>Closes the store and opens it again.</summary>
    private protected abstract IRoleStore Reopen();

    [Fact]
    public async Task A_role_comes_back_as_it_was_added_after_a_reopen()
    {
        var role = Role("caller");
        (await Store.AddAsync(role, None)).Should().BeTrue();

        (await Reopen().ListAsync(None)).Should().ContainSingle().Which.Should().BeEquivalentTo(role);
    }

    [Fact]
    public async Task Roles_are_listed_in_order_of_their_ids()
    {
        await Store.AddAsync(Role("second"), None);
        await Store.AddAsync(Role("first"), None);

        (await Store.ListAsync(None)).Select(role => role.Id).Should().Equal("first", "second");
    }

    [Fact]
    public async Task A_taken_id_is_refused_and_changes_nothing()
    {
        await Store.AddAsync(Role("caller"), None);

        (await Store.AddAsync(Role("caller") with { Name = "other" }, None)).Should().BeFalse();

        (await Store.ListAsync(None)).Single().Name.Should().Be("name of caller");
    }

    [Fact]
    public async Task A_replaced_role_keeps_its_beginning_and_nothing_else()
    {
        await Store.AddAsync(Role("caller"), None);
        var changed = Role("caller") with { Name = "other", Description = "", Permissions = [], UpdatedAt = DateTimeOffset.UnixEpoch.AddDays(1) };

        (await Store.ReplaceAsync(changed, None)).Should().BeTrue();

        (await Reopen().ListAsync(None)).Single().Should().BeEquivalentTo(changed);
    }

    [Fact]
    public async Task What_does_not_exist_cannot_be_replaced_or_removed()
    {
        (await Store.ReplaceAsync(Role("none"), None)).Should().BeFalse();
        (await Store.RemoveAsync("none", None)).Should().BeFalse();
        (await Store.ListAsync(None)).Should().BeEmpty();
    }

    [Fact]
    public async Task A_removed_role_is_gone()
    {
        await Store.AddAsync(Role("caller"), None);

        (await Store.RemoveAsync("caller", None)).Should().BeTrue();

        (await Reopen().ListAsync(None)).Should().BeEmpty();
    }

    private static StoredRole Role(string id) => new()
    {
        Id = id,
        Name = "name of " + id,
        Description = "for tests",
        Permissions = ["functions.execute:a.b:c*", "functions.read"],
        CreatedAt = DateTimeOffset.UnixEpoch,
        UpdatedAt = DateTimeOffset.UnixEpoch.AddMinutes(1),
    };
}
