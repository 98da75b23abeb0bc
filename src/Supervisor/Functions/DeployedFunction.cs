using MolnOS.Sandbox.Protocol.Functions;

namespace MolnOS.Sandbox.Functions;

/// <summary>One version of a function as it serves: immutable, without its code, which only a loading worker needs.</summary>
internal sealed record DeployedFunction
{
    /// <summary>Eight characters of <c>[A-Za-z0-9_-]</c>.</summary>
    public required string Id { get; init; }

    /// <summary>What it is.</summary>
    public required FunctionDefinition Definition { get; init; }

    /// <summary>1 for the first deploy, one more for each change.</summary>
    public required int Version { get; init; }

    /// <summary>When the function was first deployed.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When this version was made.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Whether it is a program of the server's own, in no catalog. Its time limit begins once it has a worker.</summary>
    public bool IsSystem { get; init; }

    /// <summary>The service account it acts as.</summary>
    public string ServiceAccountId => $"fn-{Id}";

    /// <summary>Whether the clock calls it.</summary>
    public bool HasSchedule => Definition.Triggers.Any(trigger => trigger is FunctionTrigger.Schedule);

    /// <summary>Whether requests reach it; else only events and schedules do.</summary>
    public bool HasHttpTrigger
    {
        get
        {
            for (var i = 0; i < Definition.Triggers.Count; i++)
            {
                if (Definition.Triggers[i] is FunctionTrigger.Http)
                {
                    return true;
                }
            }

            return false;
        }
    }
}

/// <summary>What a worker loads: source text and environment, secrets in the clear.</summary>
internal sealed record FunctionProgram(string Code, IReadOnlyDictionary<string, string> Env);
