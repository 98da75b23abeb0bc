using MolnOS.Sandbox.Functions;
using MolnOS.Sandbox.Protocol.Functions;

namespace MolnOS.Sandbox.Supervisor.Tests.Functions;

public sealed class FunctionRegistryTests : IDisposable
{
    private readonly RegistryFixture _fixture = new();

    private static CancellationToken None => CancellationToken.None;

    [Fact]
    public async Task A_new_function_was_made_and_changed_at_one_moment_and_its_next_version_later()
    {
        _fixture.Time.AtEachLook = TimeSpan.FromMilliseconds(3);

        var first = await _fixture.CommitAsync(_fixture.Deploy("timed"));
        var second = await _fixture.CommitAsync(await _fixture.UpdateAsync(first.Id, new FunctionInput { Code = "newer" }));

        first.UpdatedAt.Should().Be(first.CreatedAt);
        second.CreatedAt.Should().Be(first.CreatedAt);
        second.UpdatedAt.Should().BeAfter(first.UpdatedAt);
    }

    [Fact]
    public async Task A_prepared_function_serves_only_once_it_is_committed()
    {
        var candidate = _fixture.Deploy("hello");
        _fixture.Catalog.Count.Should().Be(0);

        var function = await _fixture.CommitAsync(candidate);

        _fixture.Catalog.TryGet(function.Id, out var served).Should().BeTrue();
        served.Should().BeSameAs(candidate.Function);
        function.Version.Should().Be(1);
        FunctionNames.IsId(function.Id).Should().BeTrue();
        (await _fixture.ProgramAsync(function)).Code.Should().Be("code of hello");
    }

    [Fact]
    public async Task Ids_and_names_are_one_set_so_that_either_means_one_function()
    {
        var known = await _fixture.CommitAsync(_fixture.Deploy("by-name8", input => input with { Id = "known-id" }));
        var other = await _fixture.CommitAsync(_fixture.Deploy("other"));

        _fixture.Registry.PrepareDeploy(new FunctionInput { Name = "known-id", Code = "" })
            .Should().BeOfType<PrepareOutcome.Taken>().Which.Message.Should().Contain("is the id of another function");
        _fixture.Registry.PrepareDeploy(new FunctionInput { Name = "new", Id = "by-name8", Code = "" })
            .Should().BeOfType<PrepareOutcome.Taken>().Which.Message.Should().Contain("is the name of another function");
        (await _fixture.Registry.PrepareUpdateAsync(other.Id, new FunctionInput { Name = "known-id" }, None)).Should().BeOfType<PrepareOutcome.Taken>();
        (await _fixture.CommitAsync(await _fixture.UpdateAsync(known.Id, new FunctionInput { Name = "known-id" }))).Definition.Name.Should().Be("known-id", "both are its own");
    }

    [Fact]
    public async Task A_name_that_becomes_anothers_id_meanwhile_is_not_taken()
    {
        var named = _fixture.Deploy("same-one");
        await _fixture.CommitAsync(_fixture.Deploy("first", input => input with { Id = "same-one" }));

        (await _fixture.Registry.CommitAsync(named, "tester", None)).Should().BeOfType<CommitOutcome.Conflict>();
    }

    [Fact]
    public async Task Everything_about_a_function_survives_a_restart()
    {
        var function = await _fixture.CommitAsync(_fixture.Deploy("hello", input => input with
        {
            Methods = ["GET"],
            Triggers = [new FunctionTrigger.Http(), new FunctionTrigger.Event("a"), new FunctionTrigger.Schedule("@hourly", null)],
            AllowUnauthenticated = true,
            PassAllHeaders = true,
            Bindings = [new FunctionBinding("databases", [new BindingPermission("table", ["read"], ["t"]), new BindingPermission(null, null, null)])],
            Context = "shop",
            Limits = new FunctionLimitsInput { TimeoutMs = 1234, MaxWorkers = 3 },
            Env = [new EnvVariable("PLAIN", "1", IsSecret: false), new EnvVariable("HIDDEN", "2", IsSecret: true)],
        }));

        await _fixture.RestartAsync();

        _fixture.Catalog.TryGet(function.Id, out var again).Should().BeTrue();
        again.Should().BeEquivalentTo(function, options => options.RespectingRuntimeTypes());
        again!.Definition.Triggers.Should().Equal(function.Definition.Triggers);
        var program = await _fixture.ProgramAsync(again);
        program.Code.Should().Be("code of hello");
        program.Env.Should().BeEquivalentTo(new Dictionary<string, string> { ["PLAIN"] = "1", ["HIDDEN"] = "2" });
    }

    [Fact]
    public async Task A_taken_name_or_id_is_refused()
    {
        var function = await _fixture.CommitAsync(_fixture.Deploy("hello"));

        _fixture.Registry.PrepareDeploy(new FunctionInput { Name = "hello", Code = "x" })
            .Should().BeOfType<PrepareOutcome.Taken>().Which.Message.Should().Contain("hello");
        _fixture.Registry.PrepareDeploy(new FunctionInput { Id = function.Id, Name = "other", Code = "x" })
            .Should().BeOfType<PrepareOutcome.Taken>().Which.Message.Should().Contain(function.Id);
    }

    [Fact]
    public async Task Of_two_deploys_of_one_name_prepared_together_the_second_to_commit_conflicts()
    {
        var first = _fixture.Deploy("hello");
        var second = _fixture.Deploy("hello");
        await _fixture.CommitAsync(first);

        (await _fixture.Registry.CommitAsync(second, "tester", None)).Should().BeOfType<CommitOutcome.Conflict>();

        _fixture.Catalog.Count.Should().Be(1);
    }

    [Fact]
    public async Task Of_two_updates_prepared_together_the_second_conflicts_and_succeeds_when_prepared_again()
    {
        var function = await _fixture.CommitAsync(_fixture.Deploy("hello"));
        var code = await _fixture.UpdateAsync(function.Id, new FunctionInput { Code = "new" });
        var settings = await _fixture.UpdateAsync(function.Id, new FunctionInput { Context = "shop" });
        await _fixture.CommitAsync(code);

        (await _fixture.Registry.CommitAsync(settings, "tester", None)).Should().BeOfType<CommitOutcome.Conflict>();
        var both = await _fixture.CommitAsync(await _fixture.UpdateAsync(function.Id, new FunctionInput { Context = "shop" }));

        both.Version.Should().Be(3);
        both.Definition.Context.Should().Be("shop");
        (await _fixture.ProgramAsync(both)).Code.Should().Be("new");
    }

    [Fact]
    public async Task An_update_of_a_function_removed_meanwhile_conflicts_and_does_not_bring_it_back()
    {
        var function = await _fixture.CommitAsync(_fixture.Deploy("hello"));
        var update = await _fixture.UpdateAsync(function.Id, new FunctionInput { Code = "new" });
        await _fixture.Registry.RemoveAsync(function.Id, None);

        (await _fixture.Registry.CommitAsync(update, "tester", None)).Should().BeOfType<CommitOutcome.Conflict>();

        _fixture.Catalog.Count.Should().Be(0);
        (await _fixture.Store.LoadCurrentAsync(None)).Should().BeEmpty();
    }

    [Fact]
    public async Task An_update_changes_what_it_speaks_of_and_nothing_else()
    {
        var before = await _fixture.CommitAsync(_fixture.Deploy("hello", input => input with
        {
            Methods = ["GET"],
            Limits = new FunctionLimitsInput { TimeoutMs = 1234, MaxWorkers = 3 },
            Env = [new EnvVariable("HIDDEN", "2", IsSecret: true)],
        }));
        _fixture.Time.Pass(TimeSpan.FromMinutes(1));

        var after = await _fixture.CommitAsync(await _fixture.UpdateAsync(
            before.Id, new FunctionInput { Methods = [], Limits = new FunctionLimitsInput { MemoryMb = 64, ResetsMaxWorkers = true } }));

        after.Should().BeEquivalentTo(before with
        {
            Version = 2,
            UpdatedAt = before.UpdatedAt.AddMinutes(1),
            Definition = before.Definition with { Methods = null, Limits = new FunctionLimits { TimeoutMs = 1234, MemoryMb = 64 } },
        });
        (await _fixture.ProgramAsync(after)).Should().BeEquivalentTo(
            new FunctionProgram("code of hello", new Dictionary<string, string> { ["HIDDEN"] = "2" }));
    }

    [Fact]
    public async Task Limits_that_do_not_go_together_are_refused()
    {
        var function = await _fixture.CommitAsync(_fixture.Deploy("hello", input => input with { Limits = new FunctionLimitsInput { MaxWorkers = 2 } }));

        var outcome = await _fixture.Registry.PrepareUpdateAsync(
            function.Id, new FunctionInput { Limits = new FunctionLimitsInput { MinWorkers = 3 } }, None);

        outcome.Should().BeOfType<PrepareOutcome.Invalid>().Which.Error.Field.Should().Be("limits.minWorkers");
    }

    [Fact]
    public async Task A_rollback_is_a_new_version_equal_to_the_old_one()
    {
        var first = await _fixture.CommitAsync(_fixture.Deploy("hello", input => input with { Env = [new EnvVariable("A", "1", IsSecret: true)] }), "alice");
        await _fixture.CommitAsync(await _fixture.UpdateAsync(first.Id, new FunctionInput { Code = "worse", Name = "renamed", Env = [] }), "bob");

        var outcome = await _fixture.Registry.PrepareRollbackAsync(first.Id, 1, None);
        var third = await _fixture.CommitAsync(outcome.Should().BeOfType<PrepareOutcome.Ready>().Which.Candidate, "carol");

        third.Version.Should().Be(3);
        third.Definition.Should().BeEquivalentTo(first.Definition);
        (await _fixture.ProgramAsync(third)).Should().BeEquivalentTo(
            new FunctionProgram("code of hello", new Dictionary<string, string> { ["A"] = "1" }));
        (await _fixture.Programs.ListVersionsAsync(first.Id, None)).Select(line => (line.Version, line.CreatedBy, line.IsCurrent))
            .Should().Equal((3, "carol", true), (2, "bob", false), (1, "alice", false));
    }

    [Fact]
    public async Task A_rollback_to_a_version_whose_name_is_taken_by_now_is_refused()
    {
        var first = await _fixture.CommitAsync(_fixture.Deploy("hello"));
        await _fixture.CommitAsync(await _fixture.UpdateAsync(first.Id, new FunctionInput { Name = "renamed" }));
        await _fixture.CommitAsync(_fixture.Deploy("hello"));

        (await _fixture.Registry.PrepareRollbackAsync(first.Id, 1, None)).Should().BeOfType<PrepareOutcome.Taken>();
    }

    [Fact]
    public async Task Only_the_newest_versions_are_kept()
    {
        var function = await _fixture.CommitAsync(_fixture.Deploy("hello"));
        for (var i = 0; i < 7; i++)
        {
            function = await _fixture.CommitAsync(await _fixture.UpdateAsync(function.Id, new FunctionInput { Code = $"code {i}" }));
        }

        (await _fixture.Programs.ListVersionsAsync(function.Id, None)).Select(line => line.Version).Should().Equal(8, 7, 6, 5, 4);
        (await _fixture.Registry.PrepareRollbackAsync(function.Id, 3, None)).Should().BeOfType<PrepareOutcome.NotFound>();
    }

    [Fact]
    public async Task What_does_not_exist_cannot_be_changed_or_removed()
    {
        (await _fixture.Registry.PrepareUpdateAsync("aaaaaaaa", new FunctionInput { Code = "x" }, None)).Should().BeOfType<PrepareOutcome.NotFound>();
        (await _fixture.Registry.PrepareRollbackAsync("aaaaaaaa", 1, None)).Should().BeOfType<PrepareOutcome.NotFound>();
        (await _fixture.Registry.RemoveAsync("aaaaaaaa", None)).Should().BeNull();
    }

    [Fact]
    public async Task A_name_is_free_once_its_function_is_removed_and_the_old_code_is_not_served_again()
    {
        var old = await _fixture.CommitAsync(_fixture.Deploy("hello", input => input with { Id = "sameid00" }));
        (await _fixture.Registry.RemoveAsync(old.Id, None)).Should().BeSameAs(old);

        var renewed = await _fixture.CommitAsync(_fixture.Deploy("hello", input => input with { Id = "sameid00", Code = "other code" }));

        renewed.Version.Should().Be(1);
        (await _fixture.ProgramAsync(renewed)).Code.Should().Be("other code");
    }

    [Fact]
    public async Task Many_updates_at_once_are_each_a_version_and_none_is_lost()
    {
        var function = await _fixture.CommitAsync(_fixture.Deploy("hello"));

        await Task.WhenAll(Enumerable.Range(0, 20).Select(number => Task.Run(() => UpdateUntilCommittedAsync(function.Id, $"N{number}"))));

        _fixture.Catalog.TryGet(function.Id, out var last).Should().BeTrue();
        last!.Version.Should().Be(21);
        (await _fixture.Store.LoadCurrentAsync(None)).Should().ContainSingle().Which.Version.Should().Be(21);
    }

    public void Dispose() => _fixture.Dispose();

    private async Task UpdateUntilCommittedAsync(string id, string context)
    {
        while (await _fixture.Registry.CommitAsync(await _fixture.UpdateAsync(id, new FunctionInput { Context = context }), "tester", None) is CommitOutcome.Conflict)
        {
        }
    }
}
