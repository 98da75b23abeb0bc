using MolnOS.Sandbox.Access;
using MolnOS.Sandbox.Functions;
using MolnOS.Sandbox.Hosting.Errors;
using MolnOS.Sandbox.Management;
using MolnOS.Sandbox.Protocol.Functions;
using MolnOS.Sandbox.Protocol.Worker;

namespace MolnOS.Sandbox.Supervisor.Tests.Management;

/// <summary>Which bindings a caller may give to a function.</summary>
public sealed class BindingPermissionsTests
{
    private static readonly FunctionBinding s_users = Binding("databases", new BindingPermission("table", ["read"], ["users"]));

    [Theory]
    [InlineData("functions.bindings.create:databases")]
    [InlineData("functions.bindings.create")]
    [InlineData("functions.*")]
    [InlineData("*")]
    public void Who_may_bind_the_service_may_bind_the_function(string permission) => Demand([permission], null, s_users).Should().NotThrow();

    [Theory]
    [InlineData("functions.create")]
    [InlineData("functions.bindings.create:events")]
    [InlineData("databases.*")]
    public void Who_may_not_is_told_which_permission_is_missing(string permission)
    {
        var refusal = Demand([permission], null, s_users).Should().Throw<RefusedException>().Which;

        refusal.Status.Should().Be(403);
        refusal.Message.Should().Contain("functions.bindings.create:databases");
    }

    [Fact]
    public void Each_service_needs_its_own_permission() =>
        Demand(["functions.bindings.create:databases"], null, s_users, Binding("events", new BindingPermission(null, null, null)))
            .Should().Throw<RefusedException>().WithMessage("*functions.bindings.create:events*");

    [Fact]
    public void Bindings_that_stay_or_go_need_none()
    {
        var same = Binding("databases", new BindingPermission("table", ["read"], ["users"]));

        Demand([], [s_users], same).Should().NotThrow();
        Demand([], [s_users]).Should().NotThrow();
        Demand([], null).Should().NotThrow();
    }

    [Fact]
    public void Every_change_of_a_binding_needs_it()
    {
        FunctionBinding[] changes =
        [
            Binding("databases", new BindingPermission("table", ["read", "write"], ["users"])),
            Binding("databases", new BindingPermission("table", ["read"], ["secrets"])),
            Binding("databases", new BindingPermission("table", ["read"], null)),
            Binding("databases", new BindingPermission("table", null, ["users"])),
            Binding("databases", new BindingPermission(null, null, null)),
            Binding("databases", s_users.Permissions[0], new BindingPermission("table", ["read"], ["more"])),
            Binding("storage", s_users.Permissions[0]),
        ];

        foreach (var change in changes)
        {
            Demand([], [s_users], change).Should().Throw<RefusedException>();
        }
    }

    private static FunctionBinding Binding(string service, params BindingPermission[] permissions) => new(service, permissions);

    private static Action Demand(string[] held, IReadOnlyList<FunctionBinding>? before, params FunctionBinding[] after)
    {
        var caller = new Caller(new CallerIdentity("c", "C", "service-account", []), new PermissionSet(held.Select(Permission.Parse)));
        var candidate = new FunctionCandidate
        {
            Function = Function(2, after),
            Program = new FunctionProgram("", new Dictionary<string, string>(StringComparer.Ordinal)),
            Replaces = before is null ? null : Function(1, before),
            EnvJson = "[]",
        };
        return () => BindingPermissions.Demand(caller, candidate);
    }

    private static DeployedFunction Function(int version, IReadOnlyList<FunctionBinding> bindings) => new()
    {
        Id = "abcdefgh",
        Definition = new FunctionDefinition { Name = "f", Bindings = bindings },
        Version = version,
        CreatedAt = DateTimeOffset.UnixEpoch,
        UpdatedAt = DateTimeOffset.UnixEpoch,
    };
}
