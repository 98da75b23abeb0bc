using System.Diagnostics.CodeAnalysis;

namespace MolnOS.Sandbox.Access;

/// <summary>One permission: <c>service[.resource].action[:target]</c>. Each part may be <c>*</c>; <c>service.*</c> covers all below it, <c>*</c> all.</summary>
internal sealed record Permission
{
    private const string Any = "*";
    private const int MaxLength = 1024;

    private Permission(string? service, string? resource, string? action, string? target) =>
        (Service, Resource, Action, Target) = (service, resource, action, target);

    /// <summary>Covers everything.</summary>
    public static Permission All { get; } = new(null, null, null, null);

    /// <summary>The service; null in <see cref="All"/> alone.</summary>
    public string? Service { get; }

    /// <summary>The type of resource; null when the permission is about the service itself.</summary>
    public string? Resource { get; }

    /// <summary>The action; null in <see cref="All"/> alone.</summary>
    public string? Action { get; }

    /// <summary>The one resource; null means every one.</summary>
    public string? Target { get; }

    /// <summary>Reads the written form of a permission known to be right.</summary>
    /// <exception cref="FormatException">It is not.</exception>
    public static Permission Parse(string text) =>
        TryParse(text, out var permission) ? permission : throw new FormatException($"'{text}' is no permission.");

    /// <summary>Reads the written form; false for anything else.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out Permission? permission)
    {
        permission = null;
        if (text is null || text.Length > MaxLength)
        {
            return false;
        }

        if (text is Any)
        {
            permission = All;
            return true;
        }

        // Targets may hold anything, further colons and dots too; the name before the first colon may not.
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var target = colon < 0 ? null : text[(colon + 1)..];
        var parts = (colon < 0 ? text : text[..colon]).Split('.');
        if (parts.Length is not (2 or 3) || !Array.TrueForAll(parts, IsPart) || target is "" || target?.Any(char.IsControl) == true)
        {
            return false;
        }

        permission = new Permission(parts[0], parts.Length == 3 ? parts[1] : null, parts[^1], target);
        return true;
    }

    /// <summary>Whether who holds this may do <paramref name="wanted"/>, to <paramref name="target"/> where one is named.</summary>
    /// <param name="wanted">What is to be done, without wildcards.</param>
    /// <param name="target">The resource it is done to; null takes the one of <paramref name="wanted"/>.</param>
    public bool Allows(Permission wanted, string? target = null)
    {
        if (Service is null)
        {
            return true;
        }

        target ??= wanted.Target;
        return Covers(Service, wanted.Service) && CoversName(wanted) && (Target is null or Any || Same(Target, target));
    }

    /// <summary>Whether everything that <paramref name="other"/> allows is allowed by this too.</summary>
    // A wildcard of the other is matched by a wildcard here alone, so asking for it as if it were an act asks for all it stands for.
    public bool Covers(Permission other) => Allows(other);

    /// <summary>The written form of this permission on one resource, where one is named.</summary>
    public string On(string? target) => target is null ? ToString() : $"{this}:{target}";

    public override string ToString() => Service is null
        ? Any
        : $"{Service}.{(Resource is null ? null : Resource + ".")}{Action}{(Target is null ? null : ":" + Target)}";

    private bool CoversName(Permission wanted)
    {
        if (Resource is null)
        {
            // service.* reaches below resources too; service.read speaks of the service alone.
            return Action is Any || (wanted.Resource is null && Same(Action, wanted.Action));
        }

        return wanted.Resource is not null && Covers(Resource, wanted.Resource) && Covers(Action!, wanted.Action);
    }

    private static bool Covers(string held, string? wanted) => held is Any || Same(held, wanted);

    private static bool Same(string? left, string? right) => string.Equals(left, right, StringComparison.Ordinal);

    private static bool IsPart(string part) =>
        part is Any || (part.Length > 0 && part.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_'));
}
