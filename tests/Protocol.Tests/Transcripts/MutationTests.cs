using System.Diagnostics;
using MolnOS.Sandbox.Protocol.JsonRpc;
using MolnOS.Sandbox.Protocol.Tests.Wire;

namespace MolnOS.Sandbox.Protocol.Tests.Transcripts;

public sealed class MutationTests
{
    private static readonly byte[][] Splices =
        ["\""u8.ToArray(), "\\"u8.ToArray(), "{"u8.ToArray(), "}"u8.ToArray(), "["u8.ToArray(), "]"u8.ToArray(), ","u8.ToArray(), ":"u8.ToArray(), "\n"u8.ToArray(), "null"u8.ToArray(), "\\ud800"u8.ToArray(), [0xff], [0]];

    [Fact]
    public async Task A_worker_that_says_anything_at_all_is_understood_or_cut_off_and_never_more()
    {
        var random = new Random(20261122);
        var worker = Transcript.All().SelectMany(transcript => transcript.Lines).Where(line => !line.IsFromSupervisor).Select(line => line.Bytes).ToList();
        var clock = Stopwatch.StartNew();
        var rounds = 0;
        var violations = 0;

        while (rounds < 3000 && clock.Elapsed < TimeSpan.FromSeconds(2))
        {
            rounds++;
            await using var rig = new ChannelRig();
            var call = rig.Invoke(Calls.Get);
            await rig.Wire.SendAsync(Lines.Ready);
            await rig.Wire.SendBytesAsync(Mutate(random, WithOpenId(worker[random.Next(worker.Count)])));
            rig.Wire.End();

            var reason = await rig.Channel.Closed.WaitAsync(TimeSpan.FromSeconds(10));

            reason.Should().Match<RpcCloseReason>(end => end is RpcCloseReason.EndOfFile || end is RpcCloseReason.Violation, "round {0}", rounds);
            violations += reason is RpcCloseReason.Violation ? 1 : 0;
            (await call.EndedAsync()).Should().BeTrue();
        }

        rounds.Should().BeGreaterThan(50);
        violations.Should().BeGreaterThan(rounds / 3, "most of what is random is wrong");
    }

    /// <summary>Half of what a worker says answers a call; here only one is open.</summary>
    private static byte[] WithOpenId(byte[] line)
    {
        var text = System.Text.Encoding.UTF8.GetString(line);
        return System.Text.Encoding.UTF8.GetBytes(
            System.Text.RegularExpressions.Regex.Replace(
                text, "[0-9a-f]{32}", Calls.Id.ToString(), System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)));
    }

    private static byte[] Mutate(Random random, byte[] line)
    {
        List<byte> bytes = [.. line];
        for (var count = random.Next(4); count > 0; count--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(5))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes.RemoveRange(at, Math.Min(random.Next(1, 20), bytes.Count - at));
                    bytes.Add((byte)' ');
                    break;
                case 2:
                    bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(1, 40), bytes.Count - at)));
                    break;
                default:
                    bytes.InsertRange(at, Splices[random.Next(Splices.Length)]);
                    break;
            }
        }

        bytes.Add((byte)'\n');
        return [.. bytes];
    }
}
