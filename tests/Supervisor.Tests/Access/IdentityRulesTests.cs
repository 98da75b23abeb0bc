using MolnOS.Sandbox.Access;
using MolnOS.Sandbox.Persistence;
using MolnOS.Sandbox.Protocol.Worker;

namespace MolnOS.Sandbox.Supervisor.Tests.Access;

/// <summary>Somebody who may do everything stays, whichever way they would be lost.</summary>
public sealed class IdentityRulesTests
{
    private static readonly Caller s_anybody = new(new CallerIdentity("x", "x", "service-account", []), new PermissionSet([Permission.All]));

    [Theory]
    [InlineData("*")]
    [InlineData("*.*")]
    public void The_only_account_with_everything_by_a_custom_role_cannot_be_removed_nor_its_role_narrowed(string everything)
    {
        var now = new AccessSnapshot([Account("boss", "all"), Account("other", "user")], [Role("all", everything)]);

        IdentityRules.RemovingAccount(now, "boss")!.Status.Should().Be(409);
        IdentityRules.ChangingRole(now, s_anybody, now.With(Role("all", "functions.*")), "all")!.Status.Should().Be(409);
        IdentityRules.RemovingAccount(now, "other").Should().BeNull();
    }

    [Fact]
    public void With_another_administrator_both_are_allowed()
    {
        var now = new AccessSnapshot([Account("boss", "all"), Account("admin", "administrator")], [Role("all", "*")]);

        IdentityRules.RemovingAccount(now, "boss").Should().BeNull();
        IdentityRules.RemovingAccount(now, "admin").Should().BeNull();
        IdentityRules.ChangingRole(now, s_anybody, now.With(Role("all", "functions.*")), "all").Should().BeNull();
    }

    [Fact]
    public void Permissions_of_several_roles_add_up_but_do_not_make_an_administrator()
    {
        var now = new AccessSnapshot([Account("boss", "administrator"), Account("half", "a", "b")], [Role("a", "*.read"), Role("b", "*.write")]);

        IdentityRules.RemovingAccount(now, "boss")!.Status.Should().Be(409);
    }

    private static StoredServiceAccount Account(string id, params string[] roles) => new()
    {
        Id = id,
        Name = id,
        Description = "",
        Roles = roles,
        KeyHash = AccessKey.Hash(AccessKey.New(id)),
        CreatedAt = DateTimeOffset.UnixEpoch,
    };

    private static StoredRole Role(string id, params string[] permissions) => new()
    {
        Id = id,
        Name = id,
        Description = "",
        Permissions = permissions,
        CreatedAt = DateTimeOffset.UnixEpoch,
        UpdatedAt = DateTimeOffset.UnixEpoch,
    };
}
