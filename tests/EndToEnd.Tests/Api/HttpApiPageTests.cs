using System.Diagnostics;
using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.EndToEnd.Tests.Api;

/// <summary><c>docs/http-api.md</c> tells the truth: every command on it is run, in order, and prints what stands below it.</summary>
public sealed class HttpApiPageTests(HttpApiPageTests.Run run) : IClassFixture<HttpApiPageTests.Run>
{
    private static readonly IReadOnlyList<PageExample> s_examples = PageExample.In(File.ReadAllLines(RepositoryPaths.FromRoot("docs/http-api.md")));

    public static TheoryData<int> Lines { get; } = [.. s_examples.Select(example => example.Line)];

    [Theory]
    [MemberData(nameof(Lines))]
    public void The_example_at_this_line_prints_what_stands_below_it(int line)
    {
        var index = s_examples.TakeWhile(example => example.Line != line).Count();
        var example = s_examples[index];

        run.Outputs.Should().HaveCountGreaterThan(index, run.Rest);
        example.Comparable(run.Outputs[index]).Should().Be(example.Comparable(example.Output));
    }

    /// <summary>One bash that runs all commands of the page against a new supervisor, as a reader would who pastes one after the other.</summary>
    public sealed class Run : IAsyncLifetime
    {
        private const string End = "\n<<< end of example >>>\n";
        private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(2);

        /// <summary>What each example printed, on both streams.</summary>
        public IReadOnlyList<string> Outputs { get; private set; } = [];

        /// <summary>What was printed after the last example that ended.</summary>
        public string Rest { get; private set; } = "";

        /// <inheritdoc/>
        public async Task InitializeAsync()
        {
            await using var supervisor = await SupervisorProcess.StartAsync();
            using var folder = new DataFolder();
            Directory.CreateSymbolicLink(Path.Combine(folder.Path, "data"), Path.GetDirectoryName(supervisor.AdminTokenFile)!);
            var script = Path.Combine(folder.Path, "page.sh");
            await File.WriteAllTextAsync(script, "exec 2>&1\n" + string.Concat(s_examples.Select(example => $"{example.Commands}printf '%s' '{End}'\n")));

            var parts = (await BashAsync(script, folder.Path, supervisor.Address)).Split(End);
            Outputs = parts[..^1];
            Rest = parts[^1];
        }

        /// <inheritdoc/>
        public Task DisposeAsync() => Task.CompletedTask;

        private static async Task<string> BashAsync(string script, string folder, Uri address)
        {
            var start = new ProcessStartInfo("bash", [script]) { UseShellExecute = false, RedirectStandardOutput = true, WorkingDirectory = folder };
            start.Environment["MOLNOS"] = address.ToString().TrimEnd('/');
            start.Environment.Remove("TOKEN");
            // Neither a curlrc nor a proxy of whoever runs the tests has a say.
            start.Environment["HOME"] = start.Environment["CURL_HOME"] = folder;
            start.Environment["no_proxy"] = "*";
            using var bash = Process.Start(start)!;
            try
            {
                return await bash.StandardOutput.ReadToEndAsync().WaitAsync(s_limit);
            }
            finally
            {
                bash.Kill(entireProcessTree: true);
            }
        }
    }
}
