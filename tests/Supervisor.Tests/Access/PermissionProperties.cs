using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using MolnOS.Sandbox.Access;

namespace MolnOS.Sandbox.Supervisor.Tests.Access;

/// <summary>What holds for all permissions, tried with thousands that are as alike as they can be.</summary>
public sealed class PermissionProperties
{
    // Few and confusable, so that parts meet often; "other" stands for all that no permission names.
    private static readonly string[] s_parts = ["functions", "function", "Functions", "read", "readall", "read-all", "other"];
    private static readonly string?[] s_targets = [null, "*", "a", "A", "ab", "a*", "a.b", "a:b", ":a", "read", "functions.read:a", "other"];

    private static readonly IReadOnlyList<Permission> s_acts =
    [
        .. from service in s_parts
           from resource in s_parts.Prepend(null)
           from action in s_parts
           from target in s_targets
           select Permission.Parse(Written(service, resource, action, target)),
    ];

    private static readonly Gen<string> s_heldPart = Gen.Frequency((3, Gen.Elements(s_parts)), (1, Gen.Constant("*")));

    private static readonly Gen<Permission> s_held = Gen.Frequency((1, Gen.Constant(Permission.All)), (19,
        from service in s_heldPart
        from resource in Gen.OneOf(Gen.Constant<string?>(null), s_heldPart.Select(part => (string?)part))
        from action in s_heldPart
        from target in Gen.Elements(s_targets)
        select Permission.Parse(Written(service, resource, action, target))));

    private static readonly Gen<PermissionSet> s_set = s_held.ListOf().Select(held => new PermissionSet(held.Take(5)));

    [Fact]
    public void What_a_permission_allows_is_what_its_written_form_says() => Holds(s_held, 500, held =>
    {
        var pattern = PatternOf(held.ToString());

        return s_acts.All(act => held.Allows(act) == pattern.IsMatch(act.ToString()));
    });

    [Fact]
    public void A_target_named_apart_is_the_target() => Holds(s_held, 500, held =>
        s_acts.Where(act => act.Target is not null).All(act =>
            held.Allows(Permission.Parse(act.ToString().Split(':')[0]), act.Target) == held.Allows(act)));

    [Fact]
    public void One_permission_covers_another_exactly_when_it_allows_all_that_the_other_does() =>
        Holds(Pair(s_held), 2000, pair => pair.Item1.Covers(pair.Item2) == AllowsAllOf(pair.Item1.Allows, pair.Item2.Allows));

    [Fact]
    public void Every_permission_covers_itself() => Holds(s_held, 2000, held => held.Covers(held));

    [Fact]
    public void What_covers_a_permission_covers_all_that_it_covers() =>
        Holds(from a in s_held from b in s_held from c in s_held select (a, b, c), 20_000, three =>
            !three.a.Covers(three.b) || !three.b.Covers(three.c) || three.a.Covers(three.c));

    [Fact]
    public void Adding_a_permission_never_takes_access_away() => Holds(from set in s_set from more in s_held select (set, more), 500, pair =>
    {
        var (set, more) = pair;
        var with = new PermissionSet(set.Names.Select(Permission.Parse).Append(more));

        return with.Covers(set) && with.Covers(more) && s_acts.All(act => with.Allows(act) == (set.Allows(act) || more.Allows(act)));
    });

    [Fact]
    public void Who_covers_what_another_holds_may_do_all_that_the_other_may() =>
        Holds(Pair(s_set), 1000, pair => !pair.Item1.Covers(pair.Item2) || AllowsAllOf(pair.Item1.Allows, pair.Item2.Allows));

    [Fact]
    public void Narrowing_a_permission_to_a_target_or_a_name_never_allows_more() =>
        Holds(from held in s_held from target in Gen.Elements(s_targets) from part in Gen.Elements(s_parts) select (held, target, part), 2000, narrowing =>
        {
            var name = narrowing.held.ToString().Split(':')[0];
            var narrower = Permission.Parse(
                (name is "*" ? $"{narrowing.part}.{narrowing.part}" : name.Replace("*", narrowing.part, StringComparison.Ordinal))
                + (narrowing.held.Target is { } own and not "*" ? $":{own}" : narrowing.target is { } target ? $":{target}" : ""));

            return narrowing.held.Covers(narrower);
        });

    [Fact]
    public void Reading_never_fails_otherwise_than_by_saying_no_and_no_permission_has_two_written_forms() =>
        Holds(Gen.Elements("functions", "read", "*", ".", ":", "..", " ", "\0", "é", "-", "_", "F").ListOf().Select(pieces => string.Concat(pieces.Take(8))), 20_000, text =>
            !Permission.TryParse(text, out var read) || read.ToString() == text);

    private static bool AllowsAllOf(Func<Permission, string?, bool> wider, Func<Permission, string?, bool> narrower) =>
        s_acts.All(act => !narrower(act, null) || wider(act, null));

    private static Gen<(T, T)> Pair<T>(Gen<T> of) => from first in of from second in of select (first, second);

    private static void Holds<T>(Gen<T> values, int tests, Func<T, bool> property) =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(tests), Prop.ForAll(values.ToArbitrary(), property));

    private static string Written(string service, string? resource, string action, string? target) =>
        $"{service}.{(resource is null ? "" : resource + ".")}{action}{(target is null ? "" : ":" + target)}";

    /// <summary>The grammar once more, by other means: a pattern of the written forms of acts.</summary>
    private static Regex PatternOf(string held)
    {
        const string Part = "[^.:]+";
        var pieces = held.Split(':', 2);
        var parts = pieces[0].Split('.');
        var name = parts switch
        {
            ["*"] => ".+",
            [var service, "*"] => $@"{Piece(service)}(\.{Part}){{1,2}}",
            _ => string.Join(@"\.", parts.Select(Piece)),
        };
        var target = pieces is [_, not "*"] ? ":" + Regex.Escape(pieces[1]) : "(:.*)?";
        return new Regex($"^{name}{target}$", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));

        static string Piece(string part) => part == "*" ? Part : Regex.Escape(part);
    }
}
