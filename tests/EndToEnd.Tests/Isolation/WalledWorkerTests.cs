using System.Text.Json;
using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.EndToEnd.Tests.Isolation;

/// <summary>The real worker behind its walls, and the doors where there are none.</summary>
public sealed class WalledWorkerTests
{
    private static readonly string s_shim = RepositoryPaths.FromRoot("runtime/node-shim");

    private static readonly string[] s_flags =
        ["--permission", "--allow-fs-read=/shim", "--experimental-vm-modules", "--no-warnings", "--max-old-space-size=64", "--max-semi-space-size=2"];

    [Fact]
    public async Task A_worker_gets_ready_loads_and_answers_behind_the_walls()
    {
        using var worker = await Launch.BehindWallsAsync(RepositoryPaths.Node, s_shim, asNobody: false, s_flags);
        var transcript = await File.ReadAllLinesAsync(RepositoryPaths.FromRoot("tests/transcripts/worker-hello-script.jsonl"));
        var lines = transcript.Skip(1).Select(line => JsonDocument.Parse(line).RootElement).ToList();

        var answers = new List<JsonElement>();
        foreach (var line in lines)
        {
            if (line.GetProperty("from").GetString() == "supervisor")
            {
                await worker.WriteLineAsync(line.GetProperty("line").GetRawText());
            }
            else
            {
                answers.Add(JsonDocument.Parse(await worker.ReadLineAsync()).RootElement);
            }
        }

        answers[0].GetProperty("method").GetString().Should().Be("ready");
        answers[2].GetProperty("result").GetProperty("body").GetString().Should().Be("Hello ☃");
        var mark = new byte[1];
        RandomAccess.Read(worker.Marks.Handle, mark, fileOffset: 0);
        mark[0].Should().Be(1);
    }

    [Fact]
    public async Task With_the_outermost_process_the_worker_is_gone()
    {
        using var worker = await Launch.BehindWallsAsync(RepositoryPaths.Node, s_shim, asNobody: false, s_flags);
        await worker.ReadLineAsync();
        var node = ProcessTree.NodesBelow(worker.Process.Id).Should().ContainSingle().Subject;

        worker.Process.Kill();

        await Eventually.HoldsAsync(() => Task.FromResult(!node.IsAlive), TimeSpan.FromSeconds(5), "node died with bubblewrap");
    }

    [Fact]
    public async Task An_exhausted_heap_ends_behind_the_walls_as_it_does_without()
    {
        using var folder = new DataFolder();
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "main.mjs"), "const held = []; for (;;) held.push(new Array(100_000).fill(1.5));");

        using var worker = await Launch.BehindWallsAsync(RepositoryPaths.Node, folder.Path, asNobody: false, "--max-old-space-size=32", "--max-semi-space-size=2");
        await worker.Process.Exited.WaitAsync(TimeSpan.FromSeconds(30));

        // SIGABRT, which the filter lets the process send to itself for this very reason.
        worker.Process.ExitCode.Should().Be(134);
    }

    /// <summary>Calls whose answer does not depend on who asks: refused here, they would prove nothing behind the walls.</summary>
    [Theory]
    [InlineData("socket")]
    [InlineData("socketpair")]
    [InlineData("connect")]
    [InlineData("kill")]
    [InlineData("signalThread")]
    [InlineData("ptrace")]
    [InlineData("unshare")]
    [InlineData("cloneNamespace")]
    [InlineData("symlink")]
    [InlineData("link")]
    [InlineData("chmod")]
    [InlineData("fchmod")]
    [InlineData("setuid")]
    [InlineData("memfdCreate")]
    [InlineData("execveat")]
    [InlineData("setLimit")]
    [InlineData("pipeSize")]
    [InlineData("terminalInput")]
    [InlineData("dumpable")]
    public async Task Without_the_walls_the_kernel_does_not_refuse(string call)
    {
        using var free = await Launch.WithoutWallsAsync(RepositoryPaths.Node, RepositoryPaths.FromRoot("tests/EndToEnd.Tests/Isolation/probe/free.mjs"));

        var answers = JsonDocument.Parse(await free.ReadLineAsync()).RootElement.GetProperty("kernel");

        answers.GetProperty(call).GetInt32().Should().NotBe(1).And.NotBe(38);
    }
}
