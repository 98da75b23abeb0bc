using System.Text.Json.Nodes;

namespace MolnOS.Sandbox.Cli.Iac.Plans;

/// <summary>One thing to be done to one resource.</summary>
/// <param name="Action">What becomes of it.</param>
/// <param name="Kind">What it is, such as <c>function</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Fields">What changes of it; none where it is made or deleted as a whole.</param>
/// <param name="Call">How the server is asked to do so.</param>
internal sealed record Change(ChangeAction Action, string Kind, string Name, IReadOnlyList<string> Fields, PlannedCall Call);

/// <summary>What becomes of a resource.</summary>
internal enum ChangeAction
{
    Create,
    Update,
    Delete,
}

/// <summary>A call of the API that is yet to be made.</summary>
internal sealed record PlannedCall(HttpMethod Method, string Path, JsonNode? Body);

/// <summary>What has to be done, in the order it has to be done in.</summary>
/// <param name="Changes">In their order; none when all is as it shall be.</param>
/// <param name="Unchanged">How many resources are as they shall be.</param>
/// <param name="Conflicts">Why it cannot be carried out; it is not, unless there are none.</param>
/// <param name="Warnings">What the user should know.</param>
internal sealed record Plan(IReadOnlyList<Change> Changes, int Unchanged, IReadOnlyList<string> Conflicts, IReadOnlyList<string> Warnings);
