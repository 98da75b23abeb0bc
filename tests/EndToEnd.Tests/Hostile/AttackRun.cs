using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.EndToEnd.Tests.Hostile;

/// <summary>Every attack against a supervisor with every wall.</summary>
public sealed class AttackOnAllWalls() : AttackRun("");

/// <summary>The attacks that try to get out, against a supervisor whose workers lack Node's own gate: the kernel's walls stand alone.</summary>
public sealed class AttackOnKernelWalls() : AttackRun(
    "^(files|processes|network|descriptors|neighbours|doors|native):", ("Hosting:Environment", "Development"), ("Workers:WallsOff", "permissions"));

/// <summary>One run of attacks against a supervisor of its own, by the same program that <c>scripts/attack</c> runs.</summary>
/// <param name="only">Which attacks.</param>
/// <param name="settings">How the supervisor is started.</param>
public abstract class AttackRun(string only, params (string Key, string Value)[] settings) : IAsyncLifetime
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(3);

    private SupervisorProcess? _supervisor;
    private ProcessEntry? _born;
    private JsonNode? _result;

    /// <summary>What came of it, as the program wrote it.</summary>
    public JsonNode Result => _result!;

    /// <summary>What the program printed, for people.</summary>
    public string Report { get; private set; } = "";

    /// <summary>What the supervisor printed meanwhile.</summary>
    public string SupervisorOutput => _supervisor!.Output;

    /// <summary>Whether the supervisor is still the process it was.</summary>
    public bool IsSupervisorAlive => _born!.IsAlive;

    /// <summary>How well workers are isolated here: <c>full</c> and less.</summary>
    public string? Level => Result["isolation"]?["level"]?.GetValue<string>();

    /// <summary>Names of the walls that do not stand.</summary>
    public string Missing => Result["isolation"]?["missing"]?.ToJsonString() ?? "";

    /// <summary>A finding in words.</summary>
    public static string Describe(JsonNode finding)
    {
        ArgumentNullException.ThrowIfNull(finding);
        return $"{finding["theme"]}: {finding["name"]} ({finding["got"]})";
    }

    /// <summary>Attacks of a verdict, with what their caller got.</summary>
    public IEnumerable<JsonNode> Findings(string verdict) =>
        Result["findings"]!.AsArray().Select(finding => finding!).Where(finding => finding["verdict"]!.GetValue<string>() == verdict);

    /// <summary>Runs a program of <c>tests/attack</c> by the pinned Node; gives its exit code and what it printed.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(RepositoryPaths.Node, [RepositoryPaths.FromRoot($"tests/attack/{program}"), .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        try
        {
            await process.WaitForExitAsync().WaitAsync(s_limit);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }

        return (process.ExitCode, $"{await output}\n{await errors}");
    }

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        _supervisor = await SupervisorProcess.StartAsync(settings);
        _born = ProcessTree.TryRead(_supervisor.Id);
        var json = Path.Combine(Path.GetDirectoryName(_supervisor.AdminTokenFile)!, "attacks.json");
        (_, Report) = await RunAsync(
            "attack.mjs",
            "--only",
            only,
            "--url",
            _supervisor.Address.GetLeftPart(UriPartial.Authority),
            "--token",
            _supervisor.AdminToken,
            "--data",
            Path.GetDirectoryName(json)!,
            "--pid",
            _supervisor.Id.ToString(CultureInfo.InvariantCulture),
            "--json",
            json);
        _result = File.Exists(json) ? JsonNode.Parse(await File.ReadAllTextAsync(json)) : throw new InvalidOperationException($"The attacks were not run:\n{Report}");
    }

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        if (_supervisor is not null)
        {
            await _supervisor.DisposeAsync();
        }
    }
}
