using MolnOS.Sandbox.Workers;

namespace MolnOS.Sandbox.Supervisor.Tests.Workers;

/// <summary>How much may have been asked of services and not yet heard of.</summary>
public sealed class DoorwayTests
{
    [Fact]
    public void Calls_are_bounded_and_room_comes_back()
    {
        var doorway = new Doorway(mostCalls: 2, mostBytes: 1000);

        (doorway.TryEnter(1), doorway.TryEnter(1), doorway.TryEnter(1)).Should().Be((true, true, false));
        doorway.Leave(1);
        (doorway.TryEnter(1), doorway.TryEnter(1)).Should().Be((true, false));
    }

    [Fact]
    public void The_bytes_of_their_arguments_are_bounded_and_a_call_that_does_not_fit_takes_no_room()
    {
        var doorway = new Doorway(mostCalls: 100, mostBytes: 1000);

        (doorway.TryEnter(600), doorway.TryEnter(401), doorway.TryEnter(400), doorway.TryEnter(1)).Should().Be((true, false, true, false));
        doorway.Leave(600);
        (doorway.TryEnter(600), doorway.TryEnter(1)).Should().Be((true, false));
    }

    [Fact]
    public void One_worker_cannot_take_all_the_room_there_is_by_default()
    {
        var options = new WorkersOptions();
        var ofWorker = Doorway.OfWorker();
        var calls = 0;
        while (ofWorker.TryEnter(0))
        {
            calls++;
        }

        calls.Should().Be(1024).And.BeLessThan(options.MaxServiceCalls / 2);
        Doorway.OfWorker().TryEnter((int)options.MaxServiceCallBytes / 2).Should().BeFalse();
    }
}
