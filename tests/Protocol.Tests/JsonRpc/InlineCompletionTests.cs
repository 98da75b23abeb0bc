using MolnOS.Sandbox.Protocol.Tests.Wire;

namespace MolnOS.Sandbox.Protocol.Tests.JsonRpc;

/// <summary>What runs on the reader's thread can hold up nobody.</summary>
public sealed class InlineCompletionTests
{
    [Fact]
    public async Task A_continuation_that_blocks_the_readers_thread_does_not_stop_the_reader()
    {
        await using var rig = new ConnectionRig();
        using var release = new ManualResetEventSlim();
        var isBlocked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var blocked = rig.Call(1, (_, _) =>
        {
            isBlocked.SetResult();
            release.Wait(TimeSpan.FromSeconds(10));
        });
        var other = rig.Call(2);

        await rig.Wire.SendAsync(Lines.Result("00000000000000000000000000000001", "1"));
        await isBlocked.Task.WaitAsync(TimeSpan.FromSeconds(10));
        await rig.Wire.SendAsync(Lines.Result("00000000000000000000000000000002", "2"), Lines.Note("a", "[]"));

        (await other.OutcomeAsync()).Should().Be("2");
        (await rig.HeardAsync()).Should().Be("a []");
        blocked.WasInline.Should().BeTrue("it was the last of its batch and nothing else was there to read");
        release.Set();
    }

    [Fact]
    public async Task Only_the_last_answer_of_a_batch_completes_inline()
    {
        await using var rig = new ConnectionRig();
        var calls = Enumerable.Range(1, 5).Select(number => rig.Call((UInt128)number)).ToList();

        await rig.Wire.SendAsync([.. Enumerable.Range(1, 5).Select(number => Lines.Result($"{number:x32}", "1"))]);
        foreach (var call in calls)
        {
            await call.OutcomeAsync();
        }

        calls.Select(call => call.WasInline).Should().Equal(false, false, false, false, true);
    }

    [Fact]
    public async Task An_answer_with_a_note_behind_it_completes_after_the_note_was_heard()
    {
        await using var rig = new ConnectionRig();
        List<string> order = [];
        rig.OnHeard = text =>
        {
            order.Add(text);
            return null;
        };
        var call = rig.Call(1, (_, _) => order.Add("answer"));

        await rig.Wire.SendAsync(Lines.Result("00000000000000000000000000000001", "1"), Lines.Note("a", "[]"));
        await call.OutcomeAsync();

        order.Should().Equal("a []", "answer");
        call.WasInline.Should().BeTrue("it was the last answer of its batch");
    }

    [Fact]
    public async Task A_thousand_calls_that_each_start_the_next_inline_do_not_deepen_the_stack()
    {
        await using var rig = new ConnectionRig();
        var finished = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var deepest = 0;

        void Start(int number)
        {
            rig.Call((UInt128)number, (_, _) =>
            {
                deepest = Math.Max(deepest, new System.Diagnostics.StackTrace().FrameCount);
                if (number == 1000)
                {
                    finished.SetResult();
                }
                else
                {
                    Start(number + 1);
                }
            });
        }

        Start(1);
        for (var number = 1; number <= 1000; number++)
        {
            var line = await rig.Wire.ReadLineAsync();
            await rig.Wire.SendAsync(Lines.Result(Lines.IdOf(line!), "1"));
        }

        await finished.Task.WaitAsync(TimeSpan.FromSeconds(10));
        deepest.Should().BeLessThan(60);
    }
}
