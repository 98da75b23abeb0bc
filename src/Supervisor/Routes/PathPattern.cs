using Microsoft.AspNetCore.Routing.Patterns;
using MolnOS.Sandbox.Triggers;

namespace MolnOS.Sandbox.Routes;

/// <summary>Reads the path of a route, such as <c>/orders/{id:int}/{**rest}</c>.</summary>
internal static class PathPattern
{
    /// <summary>What may stand behind a parameter's colon. No regular expressions: one that is slow to match would slow every request.</summary>
    private static readonly string[] s_constraints =
    [
        "int", "long", "bool", "datetime", "decimal", "double", "float", "guid", "alpha", "required", "file", "nonfile",
        "length", "minlength", "maxlength", "min", "max", "range",
    ];

    /// <summary>What is wrong with a path, to go on from its name; null when it is right.</summary>
    public static string? FaultOf(string path, ParameterPolicyFactory policies)
    {
        if (path[0] != '/')
        {
            return "must begin with /";
        }

        try
        {
            var pattern = RoutePatternFactory.Parse(path);
            return pattern.Parameters.Select(parameter => FaultOf(parameter, policies)).FirstOrDefault(fault => fault is not null);
        }
        catch (RoutePatternException exception)
        {
            return "cannot be read: " + exception.Message.TrimEnd('.');
        }
    }

    /// <summary>How many segments lead to the function, where the last part catches the rest; else all of them.</summary>
    public static int PrefixSegments(string path)
    {
        var segments = RoutePatternFactory.Parse(path).PathSegments;
        return segments.Count > 0 && segments[^1] is { IsSimple: true } last && last.Parts[0] is RoutePatternParameterPart { IsCatchAll: true }
            ? segments.Count - 1
            : FunctionAddress.WholePath;
    }

    /// <summary>Whether a path begins with a segment of this server's own.</summary>
    public static bool IsReserved(string path) => ReservedPaths.Covers(path);

    private static string? FaultOf(RoutePatternParameterPart parameter, ParameterPolicyFactory policies)
    {
        foreach (var content in parameter.ParameterPolicies.Select(policy => policy.Content ?? ""))
        {
            if (!s_constraints.Contains(content.Split('(')[0], StringComparer.OrdinalIgnoreCase))
            {
                return $"has a constraint that is not known: take one of {string.Join(", ", s_constraints)}";
            }

            try
            {
                policies.Create(parameter, content);
            }
            catch (Exception exception) when (exception is ArgumentException or FormatException or InvalidOperationException or OverflowException or RouteCreationException)
            {
                return $"has a constraint with wrong arguments: {content}";
            }
        }

        return null;
    }
}
