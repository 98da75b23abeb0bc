using MolnOS.Sandbox.Persistence;

namespace MolnOS.Sandbox.Access.Audit;

/// <summary>The one table from statuses to outcomes, and of the names that outcomes have for people.</summary>
internal static class AuditOutcomes
{
    /// <summary>Every name, in the order of the numbers.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Enum.GetValues<AuditOutcome>().Select(NameOf)];

    /// <summary>What a status says.</summary>
    public static AuditOutcome Of(int status) => status switch
    {
        < 400 => AuditOutcome.Done,
        401 or 403 => AuditOutcome.Denied,
        < 500 => AuditOutcome.Refused,
        _ => AuditOutcome.Failed,
    };

    /// <summary>The name of an outcome.</summary>
    public static string NameOf(AuditOutcome outcome) => outcome switch
    {
        AuditOutcome.Done => "done",
        AuditOutcome.Denied => "denied",
        AuditOutcome.Refused => "refused",
        AuditOutcome.Failed => "failed",
        AuditOutcome.Unanswered => "unanswered",
        AuditOutcome.Dropped => "dropped",
    };

    /// <summary>The outcome of a name, or null.</summary>
    public static AuditOutcome? Find(string name) =>
        Enum.GetValues<AuditOutcome>().Where(outcome => string.Equals(NameOf(outcome), name, StringComparison.Ordinal)).Cast<AuditOutcome?>().FirstOrDefault();
}
