using MolnOS.Sandbox.Access;

namespace MolnOS.Sandbox.Supervisor.Tests.Access;

/// <summary>The grammar of permissions.</summary>
public sealed class PermissionTests
{
    [Theory]
    [InlineData("*", "functions.create")]
    [InlineData("*", "databases.table.read:users")]
    [InlineData("functions.*", "functions.create")]
    [InlineData("functions.*", "functions.bindings.create:databases")]
    [InlineData("functions.create", "functions.create")]
    [InlineData("functions.execute", "functions.execute:abcd1234")]
    [InlineData("functions.execute:abcd1234", "functions.execute:abcd1234")]
    [InlineData("functions.execute:*", "functions.execute:abcd1234")]
    [InlineData("databases.*.read", "databases.table.read:users")]
    [InlineData("databases.table.*", "databases.table.write:users")]
    [InlineData("*.read", "functions.read")]
    [InlineData("storage.bucket.read:a.b:c", "storage.bucket.read:a.b:c")]
    public void What_is_covered_is_allowed(string held, string wanted) =>
        Permission.Parse(held).Allows(Permission.Parse(wanted)).Should().BeTrue();

    [Theory]
    [InlineData("functions.read", "functions.create")]
    [InlineData("functions.read", "functions.readall")]
    [InlineData("functions.readall", "functions.read")]
    [InlineData("function.*", "functions.read")]
    [InlineData("Functions.read", "functions.read")]
    [InlineData("functions.execute:abcd1234", "functions.execute")]
    [InlineData("functions.execute:abcd1234", "functions.execute:abcd12345")]
    [InlineData("functions.execute:abcd1234", "functions.execute:ABCD1234")]
    [InlineData("functions.create", "functions.bindings.create:databases")]
    [InlineData("functions.bindings.create:databases", "functions.bindings.create:*")]
    [InlineData("functions.bindings.create", "functions.create")]
    [InlineData("databases.table.*", "databases.create")]
    [InlineData("databases.table.read:users", "databases.table.write:users")]
    [InlineData("*.read", "databases.table.read")]
    [InlineData("functions.*:abcd1234", "functions.execute:other")]
    public void What_is_not_covered_is_refused(string held, string wanted) =>
        Permission.Parse(held).Allows(Permission.Parse(wanted)).Should().BeFalse();

    [Theory]
    [InlineData("")]
    [InlineData("functions")]
    [InlineData("functions.")]
    [InlineData(".read")]
    [InlineData("functions..read")]
    [InlineData("a.b.c.d")]
    [InlineData("func*.read")]
    [InlineData("functions.**")]
    [InlineData("functions.read:")]
    [InlineData("functions.read:a\nb")]
    [InlineData(" functions.read")]
    [InlineData("*:x")]
    public void Anything_else_is_no_permission(string text) => Permission.TryParse(text, out _).Should().BeFalse();

    [Theory]
    [InlineData("*")]
    [InlineData("functions.*")]
    [InlineData("databases.table.read:users")]
    public void The_written_form_comes_back(string text) => Permission.Parse(text).ToString().Should().Be(text);

    [Fact]
    public void A_target_can_be_named_apart_from_the_permission()
    {
        var held = new PermissionSet([Permission.Parse("functions.execute:abcd1234")]);

        held.Allows(KnownPermissions.ExecuteFunctions, "abcd1234").Should().BeTrue();
        held.Allows(KnownPermissions.ExecuteFunctions, "other123").Should().BeFalse();
        held.Allows(KnownPermissions.ExecuteFunctions).Should().BeFalse();
    }

    [Fact]
    public void The_built_in_user_may_read_and_execute_only()
    {
        var user = new RoleTable([]).PermissionsOf([BuiltInRoles.User]);

        user.Names.Should().Equal("functions.read", "functions.execute");
        user.Allows(KnownPermissions.CreateFunctions).Should().BeFalse();
    }

    [Fact]
    public void A_role_nobody_knows_allows_nothing() => new RoleTable([]).PermissionsOf(["Administrator"]).Names.Should().BeEmpty();
}
