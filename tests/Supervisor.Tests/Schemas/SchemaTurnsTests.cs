using MolnOS.Sandbox.Schemas;

namespace MolnOS.Sandbox.Supervisor.Tests.Schemas;

public sealed class SchemaTurnsTests
{
    private static CancellationToken None => CancellationToken.None;

    [Fact]
    public async Task One_schema_has_so_many_turns_at_once_and_another_its_own()
    {
        var turns = new SchemaTurns(atOnce: 2, mostWaiting: 10);
        var first = await turns.TakeAsync("a", None);
        await turns.TakeAsync("a", None);
        var third = turns.TakeAsync("a", None).AsTask();

        third.IsCompleted.Should().BeFalse();
        (await turns.TakeAsync("b", None)).Should().NotBeNull();

        first!.Dispose();
        (await third.WaitAsync(TimeSpan.FromSeconds(5))).Should().NotBeNull();
    }

    [Fact]
    public async Task Who_would_wait_behind_too_many_is_refused()
    {
        var turns = new SchemaTurns(atOnce: 1, mostWaiting: 2);
        var first = await turns.TakeAsync("a", None);
        var waiting = new[] { turns.TakeAsync("a", None).AsTask(), turns.TakeAsync("a", None).AsTask() };

        (await turns.TakeAsync("a", None)).Should().BeNull();
        (await turns.TakeAsync("b", None)).Should().NotBeNull("nobody holds its turn");

        first!.Dispose();
        var second = await await Task.WhenAny(waiting);
        second!.Dispose();
        (await Task.WhenAll(waiting)).Should().NotContainNulls();
    }

    [Fact]
    public async Task Who_leaves_while_waiting_takes_no_turn()
    {
        var turns = new SchemaTurns(atOnce: 1, mostWaiting: 1);
        var first = await turns.TakeAsync("a", None);
        using var left = new CancellationTokenSource();
        var leaving = turns.TakeAsync("a", left.Token).AsTask();

        await left.CancelAsync();

        await FluentActions.Awaiting(() => leaving).Should().ThrowAsync<OperationCanceledException>();
        var next = turns.TakeAsync("a", None).AsTask();
        next.IsCompleted.Should().BeFalse("the first still has its turn");
        first!.Dispose();
        first.Dispose();
        (await next.WaitAsync(TimeSpan.FromSeconds(5)))!.Dispose();
        (await turns.TakeAsync("a", None)).Should().NotBeNull("a turn given back twice was given back once");
        turns.TakeAsync("a", None).AsTask().IsCompleted.Should().BeFalse();
    }
}
