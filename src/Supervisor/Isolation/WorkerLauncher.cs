using System.Globalization;
using MolnOS.Sandbox.Isolation.Cgroups;

namespace MolnOS.Sandbox.Isolation;

/// <summary>Starts processes behind the walls, each in a group of its own where there are groups.</summary>
internal sealed class WorkerLauncher(SpawnerThread spawner)
{
    /// <summary>Threads of one worker, with those of what stands around it: Node takes about a dozen.</summary>
    private const int Pids = 64;

    private WorkerWalls? _walls;
    private int _lastNumber;

    /// <summary>The walls that stand.</summary>
    /// <exception cref="InvalidOperationException">They have not been raised.</exception>
    public WorkerWalls Walls => _walls ?? throw new InvalidOperationException("A worker was asked for before its walls stood.");

    /// <summary>Says behind which walls processes start from now on.</summary>
    public void Raise(WorkerWalls walls) => _walls = walls;

    /// <summary>Starts a worker.</summary>
    /// <param name="needs">What it is for.</param>
    /// <param name="startMarks">Path of the file for its descriptor 5.</param>
    /// <exception cref="IOException">It could not be started, or not be put into a group; the message says why.</exception>
    public Task<WorkerProcess> LaunchAsync(WorkerNeeds needs, string startMarks) =>
        LaunchAsync(needs, joins => Walls.Plan.For(needs, startMarks, joins));

    /// <summary>Starts the process that tries the walls.</summary>
    /// <inheritdoc cref="LaunchAsync(WorkerNeeds, string)"/>
    public Task<WorkerProcess> LaunchProbeAsync(WorkerNeeds needs, string startMarks) =>
        LaunchAsync(needs, joins => Walls.Plan.ForProbe(needs, startMarks, joins));

    private async Task<WorkerProcess> LaunchAsync(WorkerNeeds needs, Func<IReadOnlyList<string>, LaunchLine> lineFor)
    {
        var group = Walls.Cgroups is { } tree ? CreateGroup(tree, needs) : null;
        var line = lineFor(group?.JoinFiles ?? []);
        try
        {
            return await spawner.RunAsync(() => WorkerProcess.Start(line, group)).ConfigureAwait(false);
        }
        catch (Exception error) when (error is System.ComponentModel.Win32Exception or InvalidOperationException)
        {
            _ = group?.RemoveAsync();
            throw new IOException(error.Message, error);
        }
    }

    private WorkerCgroup CreateGroup(CgroupTree tree, WorkerNeeds needs)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"worker-{Interlocked.Increment(ref _lastNumber)}");
        return tree.Create(name, LimitsOf(needs)) switch
        {
            CgroupCreation.Created created => created.Group,
            CgroupCreation.Failed failed => throw new IOException($"Its control group could not be made: {failed.Why}"),
            var other => throw new InvalidOperationException($"{other} is no outcome of a creation."),
        };
    }

    private static CgroupLimits LimitsOf(WorkerNeeds needs) => new(needs.MemoryBytes, Pids, needs.CpuCores);

    /// <summary>Gives a worker that has started the limits of the function it is taken for; false when they do not hold.</summary>
    public static bool TryLimit(WorkerProcess process, WorkerNeeds needs) => process.Group?.Limit(LimitsOf(needs)) is null;
}
