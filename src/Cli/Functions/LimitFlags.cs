using System.CommandLine;
using System.Text.Json.Nodes;
using MolnOS.Sandbox.Cli.Commands;
using MolnOS.Sandbox.Protocol.Functions;

namespace MolnOS.Sandbox.Cli.Functions;

/// <summary>The flags for a function's limits.</summary>
internal sealed class LimitFlags
{
    private readonly IReadOnlyList<(string Name, Option<int?> Option)> _numbers =
    [
        ("timeoutMs", Number("--timeout-ms", "Time limit of a call in milliseconds", FunctionLimitRanges.TimeoutMs)),
        ("memoryMb", Number("--memory-mb", "Memory of a worker in MiB", FunctionLimitRanges.MemoryMb)),
        ("concurrency", Number("--concurrency", "Calls at once in a worker", FunctionLimitRanges.Concurrency)),
        ("maxWorkers", Number("--max-workers", "Workers at most", FunctionLimitRanges.MaxWorkers)),
        ("minWorkers", Number("--min-workers", "Workers kept even when idle", FunctionLimitRanges.MinWorkers)),
    ];

    private readonly Option<double?> _cpu = new("--cpu")
    {
        Description = $"Processors' worth of time for a worker, {FunctionLimitRanges.Cpu.Least} to {FunctionLimitRanges.Cpu.Most}.",
        HelpName = "N",
    };

    public void AddTo(Command command)
    {
        foreach (var (_, option) in _numbers)
        {
            command.Add(option);
        }

        command.Add(_cpu);
    }

    public void AddTo(JsonObject fields, Session session)
    {
        var limits = new JsonObject();
        foreach (var (name, option) in _numbers)
        {
            if (session.Get(option) is { } number)
            {
                limits[name] = number;
            }
        }

        if (session.Get(_cpu) is { } cpu)
        {
            limits["cpu"] = cpu;
        }

        if (limits.Count > 0)
        {
            fields["limits"] = limits;
        }
    }

    private static Option<int?> Number(string name, string what, (int Least, int Most) range)
    {
        var option = new Option<int?>(name) { Description = $"{what}, {range.Least} to {range.Most}.", HelpName = "N" };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() is { } value && (value < range.Least || value > range.Most))
            {
                result.AddError($"{name} must be {range.Least} to {range.Most}.");
            }
        });
        return option;
    }
}
