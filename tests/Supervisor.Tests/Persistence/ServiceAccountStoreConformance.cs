using MolnOS.Sandbox.Persistence;

namespace MolnOS.Sandbox.Supervisor.Tests.Persistence;

/// <summary>What every <see cref="IServiceAccountStore"/> promises.</summary>
public abstract class ServiceAccountStoreConformance
{
    private static CancellationToken None => CancellationToken.None;

    /// <summary>An empty store.</summary>
    private protected abstract IServiceAccountStore Store { get; }

    /// <summary>Closes the store and opens it again.</summary>
    private protected abstract IServiceAccountStore Reopen();

    [Fact]
    public async Task An_account_comes_back_as_it_was_added_after_a_reopen()
    {
        var account = Account("admin", minute: 0);
        (await Store.AddAsync(account, None)).Should().BeTrue();

        var found = await Reopen().FindAsync("admin", None);

        found.Should().BeEquivalentTo(account, options => options.Excluding(one => one.KeyHash));
        found!.KeyHash.ToArray().Should().Equal(1, 2, 3);
    }

    [Fact]
    public async Task Accounts_are_listed_oldest_first()
    {
        await Store.AddAsync(Account("later", minute: 2), None);
        await Store.AddAsync(Account("early", minute: 1), None);

        (await Store.ListAsync(None)).Select(account => account.Id).Should().Equal("early", "later");
    }

    [Fact]
    public async Task A_taken_id_is_refused_and_changes_nothing()
    {
        await Store.AddAsync(Account("admin", minute: 0), None);

        (await Store.AddAsync(Account("admin", minute: 1) with { Name = "other" }, None)).Should().BeFalse();

        (await Store.FindAsync("admin", None))!.Name.Should().Be("name of admin");
    }

    [Fact]
    public async Task A_replaced_key_hash_is_the_only_one()
    {
        await Store.AddAsync(Account("admin", minute: 0), None);

        (await Store.ReplaceKeyHashAsync("admin", new byte[] { 9 }, None)).Should().BeTrue();

        (await Store.FindAsync("admin", None))!.KeyHash.ToArray().Should().Equal(9);
    }

    [Fact]
    public async Task What_does_not_exist_cannot_be_found_removed_or_given_a_key()
    {
        (await Store.FindAsync("none", None)).Should().BeNull();
        (await Store.RemoveAsync("none", None)).Should().BeFalse();
        (await Store.ReplaceKeyHashAsync("none", new byte[] { 9 }, None)).Should().BeFalse();
    }

    [Fact]
    public async Task A_removed_account_is_gone()
    {
        await Store.AddAsync(Account("admin", minute: 0), None);

        (await Store.RemoveAsync("admin", None)).Should().BeTrue();

        (await Reopen().ListAsync(None)).Should().BeEmpty();
    }

    private static StoredServiceAccount Account(string id, int minute) => new()
    {
        Id = id,
        Name = "name of " + id,
        Description = "for tests",
        Roles = ["administrator", "user"],
        KeyHash = new byte[] { 1, 2, 3 },
        CreatedAt = DateTimeOffset.UnixEpoch.AddMinutes(minute),
    };
}
