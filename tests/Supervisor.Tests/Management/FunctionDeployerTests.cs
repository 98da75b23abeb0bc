using MolnOS.Sandbox.Access;
using MolnOS.Sandbox.Functions;
using MolnOS.Sandbox.Hosting.Errors;
using MolnOS.Sandbox.Management;
using MolnOS.Sandbox.Persistence;
using MolnOS.Sandbox.Protocol.Worker;
using MolnOS.Sandbox.Supervisor.Tests.Functions;

namespace MolnOS.Sandbox.Supervisor.Tests.Management;

/// <summary>The order in which a change is proven, stored and served, and what is left when a step fails.</summary>
public sealed class FunctionDeployerTests : IDisposable
{
    private static readonly Caller s_admin = new(new CallerIdentity("admin", "Admin", "service-account", []), new PermissionSet([Permission.All]));

    private readonly RegistryFixture _fixture = new();
    private readonly List<string> _steps = [];
    private readonly FunctionDeployer _deployer;
    private Func<FunctionCandidate, Task<ProgramProof>> _prove;

    public FunctionDeployerTests()
    {
        _prove = candidate => Task.FromResult<ProgramProof>(Loaded(candidate));
        _deployer = new FunctionDeployer(
            _fixture.Registry,
            (candidate, _) =>
            {
                _steps.Add($"prove {candidate.Function.Version}");
                return _prove(candidate);
            },
            id => _steps.Add($"retire {id}"));
    }

    public void Dispose()
    {
        _deployer.Dispose();
        _fixture.Dispose();
    }

    [Fact]
    public async Task A_change_is_proven_stored_published_and_answered_in_this_order()
    {
        var function = await DeployAsync("one");

        _steps.Should().Equal("prove 1", "publish 1 with 1 in force", "discard 1");
        _fixture.Catalog.TryGet(function.Id, out var inForce);
        inForce.Should().BeSameAs(function);
        (await _fixture.Store.ListVersionsAsync(function.Id, CancellationToken.None)).Should().ContainSingle().Which.CreatedBy.Should().Be("admin");
    }

    [Fact]
    public async Task Code_that_does_not_load_leaves_the_old_version()
    {
        var function = await DeployAsync("one");
        _steps.Clear();
        _prove = _ => Task.FromResult<ProgramProof>(new ProgramProof.Refused("SyntaxError: no (line 3)"));

        var update = () => UpdateAsync(function.Id, "broken(");

        var refusal = (await update.Should().ThrowAsync<RefusedException>()).Which;
        (refusal.Status, refusal.Message).Should().Be((400, "SyntaxError: no (line 3)"));
        _steps.Should().Equal("prove 2");
        await OldVersionIsLeftAsync(function);
    }

    [Fact]
    public async Task Without_a_worker_to_prove_it_a_change_can_be_tried_again_later()
    {
        _prove = _ => Task.FromResult<ProgramProof>(new ProgramProof.Unavailable("no room", TimeSpan.FromSeconds(3)));

        var deploy = () => DeployAsync("one");

        var refusal = (await deploy.Should().ThrowAsync<RefusedException>()).Which;
        (refusal.Status, refusal.RetryAfter).Should().Be((503, TimeSpan.FromSeconds(3)));
        _fixture.Catalog.Count.Should().Be(0);
    }

    [Fact]
    public async Task A_change_that_came_too_late_is_prepared_again_on_top_of_the_other()
    {
        var function = await DeployAsync("one");
        _steps.Clear();
        var isFirst = true;
        _prove = async candidate =>
        {
            if (isFirst)
            {
                isFirst = false;
                await _fixture.CommitAsync(await _fixture.UpdateAsync(function.Id, new FunctionInput { Methods = ["GET"] }));
            }

            return Loaded(candidate);
        };

        var updated = await UpdateAsync(function.Id, "newer");

        _steps.Should().Equal("prove 2", "discard 2", "prove 3", "publish 3 with 3 in force", "discard 3");
        updated.Version.Should().Be(3);
        updated.Definition.Methods.Should().Equal("GET");
        (await _fixture.ProgramAsync(updated)).Code.Should().Be("newer");
    }

    [Fact]
    public async Task Who_is_overtaken_again_and_again_is_told_of_the_conflict()
    {
        var function = await DeployAsync("one");
        _steps.Clear();
        _prove = async candidate =>
        {
            await _fixture.CommitAsync(await _fixture.UpdateAsync(function.Id, new FunctionInput { Code = $"other {candidate.Function.Version}" }));
            return Loaded(candidate);
        };

        var update = () => UpdateAsync(function.Id, "mine");

        (await update.Should().ThrowAsync<RefusedException>()).Which.Status.Should().Be(409);
        _steps.Should().Equal("prove 2", "discard 2", "prove 3", "discard 3", "prove 4", "discard 4");
    }

    [Fact]
    public async Task A_function_removed_meanwhile_is_not_brought_back()
    {
        var function = await DeployAsync("one");
        _prove = async candidate =>
        {
            await _deployer.RemoveAsync(function.Id, CancellationToken.None);
            return Loaded(candidate);
        };

        var update = () => UpdateAsync(function.Id, "newer");

        (await update.Should().ThrowAsync<RefusedException>()).Which.Status.Should().Be(404);
        _fixture.Catalog.Count.Should().Be(0);
        _steps.Should().EndWith(["prove 2", $"retire {function.Id}", "discard 2"]);
    }

    [Fact]
    public async Task A_change_that_cannot_be_stored_ends_its_worker_and_leaves_the_old_version()
    {
        var function = await DeployAsync("one");
        _steps.Clear();
        _prove = candidate =>
        {
            _fixture.Store.IsFull = true;
            return Task.FromResult<ProgramProof>(Loaded(candidate));
        };

        var update = () => UpdateAsync(function.Id, "newer");

        await update.Should().ThrowAsync<StorageException>();
        _steps.Should().Equal("prove 2", "discard 2");
        await OldVersionIsLeftAsync(function);
    }

    [Fact]
    public async Task Who_leaves_before_the_change_is_stored_leaves_no_worker_behind()
    {
        using var left = new CancellationTokenSource();
        _prove = async candidate =>
        {
            await left.CancelAsync();
            return Loaded(candidate);
        };

        var deploy = () => _deployer.ApplyAsync(_ => Task.FromResult(_fixture.Registry.PrepareDeploy(Input("one"))), s_admin, left.Token);

        await deploy.Should().ThrowAsync<OperationCanceledException>();
        _steps.Should().Equal("prove 1", "discard 1");
        _fixture.Catalog.Count.Should().Be(0);
    }

    [Fact]
    public async Task A_change_that_its_caller_may_not_make_is_not_even_loaded()
    {
        var stranger = s_admin with { Permissions = new PermissionSet([KnownPermissions.CreateFunctions]) };
        var input = Input("one") with { Bindings = [new("databases", [new(null, null, null)])] };

        var deploy = () => _deployer.ApplyAsync(_ => Task.FromResult(_fixture.Registry.PrepareDeploy(input)), stranger, CancellationToken.None);

        (await deploy.Should().ThrowAsync<RefusedException>()).Which.Status.Should().Be(403);
        _steps.Should().BeEmpty();
    }

    private static FunctionInput Input(string name) => new() { Name = name, Code = "code of " + name };

    private ProgramProof.Loaded Loaded(FunctionCandidate candidate)
    {
        var (id, version) = (candidate.Function.Id, candidate.Function.Version);
        return new ProgramProof.Loaded(
            () => _steps.Add($"publish {version} with {(_fixture.Catalog.TryGet(id, out var inForce) ? inForce.Version : 0)} in force"),
            () => _steps.Add($"discard {version}"));
    }

    private Task<DeployedFunction> DeployAsync(string name) =>
        _deployer.ApplyAsync(_ => Task.FromResult(_fixture.Registry.PrepareDeploy(Input(name))), s_admin, CancellationToken.None);

    private Task<DeployedFunction> UpdateAsync(string id, string code) => _deployer.ApplyAsync(
        cancellationToken => _fixture.Registry.PrepareUpdateAsync(id, new FunctionInput { Code = code }, cancellationToken), s_admin, CancellationToken.None);

    private async Task OldVersionIsLeftAsync(DeployedFunction function)
    {
        _fixture.Catalog.TryGet(function.Id, out var inForce);
        inForce.Should().BeSameAs(function);
        (await _fixture.Store.ListVersionsAsync(function.Id, CancellationToken.None)).Should().ContainSingle();
    }
}
