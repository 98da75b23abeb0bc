using MolnOS.Sandbox.Hosting.Errors;
using MolnOS.Sandbox.Persistence;

namespace MolnOS.Sandbox.Supervisor.Tests.Events;

/// <summary>Dead letters go on their way again, or away.</summary>
public sealed class DeadLetterTests : IAsyncLifetime
{
    private readonly BusRig _rig = BusRig.New();

    public async Task InitializeAsync()
    {
        _rig.Options.MaxAttempts = 1;
        await _rig.StartAsync();
        _rig.Deploy("fails000", "a", "b");
        _rig.Function = _ => BusRig.Failed();
    }

    public async Task DisposeAsync() => await _rig.DisposeAsync();

    [Fact]
    public async Task A_redriven_one_is_delivered_with_the_same_event_and_its_attempts_anew()
    {
        var letter = await BuryAsync("a");
        _rig.Function = _ => BusRig.Taken;

        (await _rig.DeadLetters.RedriveAsync(letter.Id, CancellationToken.None)).Redriven.Should().Be(1);

        await _rig.ComesToAsync(letter.EventId, EventStatus.Delivered);
        _rig.Calls.Select(call => (call.EventId, call.Attempt)).Should().Equal((letter.EventId.ToString(), 1), (letter.EventId.ToString(), 1));
        (await _rig.LettersAsync()).Should().BeEmpty();
        await BusRig.HoldsAsync(() => _rig.Metric("molnos_event_deliveries_waiting") == 0, "nothing waits");
    }

    [Fact]
    public async Task One_that_fails_again_is_a_dead_letter_again()
    {
        var letter = await BuryAsync("a");

        await _rig.DeadLetters.RedriveAsync(letter.Id, CancellationToken.None);

        await _rig.HoldsInTimeAsync(async () => _rig.Calls.Count == 2 && (await _rig.LettersAsync()).Count == 1, "it is dead again");
        (await _rig.LettersAsync()).Single().Id.Should().Be(letter.Id);
    }

    [Fact]
    public async Task One_that_is_none_is_not_found()
    {
        var letter = await BuryAsync("a");
        await _rig.DeadLetters.RemoveAsync(letter.Id, CancellationToken.None);

        (await _rig.DeadLetters.Invoking(letters => letters.RedriveAsync(letter.Id, CancellationToken.None)).Should().ThrowAsync<RefusedException>())
            .Which.Status.Should().Be(404);
        (await _rig.DeadLetters.Invoking(letters => letters.RemoveAsync(letter.Id, CancellationToken.None)).Should().ThrowAsync<RefusedException>())
            .Which.Status.Should().Be(404);
        (await _rig.EventAsync(letter.EventId)).Should().BeEquivalentTo(new { Status = EventStatus.Delivered, Dead = 0 });
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_its_function_wants_no_more_stays_where_it_is(bool isRemoved)
    {
        var letter = await BuryAsync("a");
        if (isRemoved)
        {
            _rig.Remove("fails000");
        }
        else
        {
            _rig.Deploy("fails000", "b");
        }

        (await _rig.DeadLetters.Invoking(letters => letters.RedriveAsync(letter.Id, CancellationToken.None)).Should().ThrowAsync<RefusedException>())
            .Which.Status.Should().Be(409);
        var all = await _rig.DeadLetters.RedriveAsync(new DeadLetterQuery { EventName = "a", Most = 1 }, CancellationToken.None);

        (all.Redriven, all.Skipped).Should().Be((0, 1));
        (await _rig.LettersAsync()).Should().ContainSingle();
    }

    [Fact]
    public async Task All_of_an_event_name_go_at_once_and_those_that_die_meanwhile_do_not_go_round()
    {
        for (var n = 0; n < 450; n++)
        {
            await _rig.EmitAsync("a");
        }

        await BuryAsync("b");
        await _rig.HoldsInTimeAsync(async () => (await _rig.LettersAsync()).Count == 451, "all are dead");

        var answer = await _rig.DeadLetters.RedriveAsync(new DeadLetterQuery { EventName = "a", Most = 1 }, CancellationToken.None);

        (answer.Redriven, answer.Skipped).Should().Be((450, 0));
        await _rig.HoldsInTimeAsync(async () => _rig.Calls.Count == 901 && (await _rig.LettersAsync()).Count == 451, "they were tried once more");
    }

    [Fact]
    public async Task Purging_takes_what_fits_and_leaves_the_rest()
    {
        for (var n = 0; n < 250; n++)
        {
            await _rig.EmitAsync("a");
        }

        var other = await BuryAsync("b");
        await _rig.HoldsInTimeAsync(async () => (await _rig.LettersAsync()).Count == 251, "all are dead");

        (await _rig.DeadLetters.PurgeAsync(new DeadLetterQuery { EventName = "a", Most = 1 }, CancellationToken.None)).Should().Be(250);

        (await _rig.LettersAsync()).Should().ContainSingle().Which.Id.Should().Be(other.Id);
        (await _rig.DeadLetters.PurgeAsync(new DeadLetterQuery { FunctionId = "fails000", Most = 1 }, CancellationToken.None)).Should().Be(1);
    }

    private async Task<DeadLetter> BuryAsync(string name)
    {
        var kept = await _rig.EmitAsync(name);
        await _rig.ComesToAsync(kept.Id, EventStatus.Failed);
        return (await _rig.LettersAsync()).Single(letter => letter.EventId == kept.Id);
    }
}
