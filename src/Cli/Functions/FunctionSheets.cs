using System.Globalization;
using System.Text.Json;
using MolnOS.Sandbox.Cli.Api;
using MolnOS.Sandbox.Cli.Output;

namespace MolnOS.Sandbox.Cli.Functions;

/// <summary>Answers about functions as tables.</summary>
internal static class FunctionSheets
{
    public static Sheet List(JsonElement answer) => new(
        ["NAME", "ID", "VERSION", "TRIGGERS", "METHODS", "ACCESS", "UPDATED"],
        [.. answer.Items("functions").Select(function => new Cell[]
        {
            new(function.Text("name") ?? "", Tone.Strong),
            function.Text("id") ?? "",
            Whole(function, "version"),
            TriggersOf(function),
            MethodsOf(function),
            function.Flag("allowUnauthenticated") ? new Cell("public", Tone.Warning) : new Cell("token", Tone.Quiet),
            new(Moment(function.Text("updatedAt")), Tone.Quiet),
        })],
        "No functions yet. `molnos functions deploy <name> <file>` makes one.");

    public static Sheet One(JsonElement function, Uri url)
    {
        var rows = new List<IReadOnlyList<Cell>>();
        void Add(string name, Cell value) => rows.Add([new Cell(name, Tone.Quiet), value]);
        Add("name", new Cell(function.Text("name") ?? "", Tone.Strong));
        Add("id", function.Text("id") ?? "");
        Add("url", AddressOf(function, url));
        Add("version", Whole(function, "version"));
        Add("triggers", TriggersOf(function));
        Add("next runs", string.Join(", ", function.Items("nextRuns").Select(moment => Moment(moment.GetString()))));
        Add("methods", MethodsOf(function));
        Add("access", function.Flag("allowUnauthenticated") ? new Cell("public: callers need no token", Tone.Warning) : "callers need a token");
        Add("bindings", string.Join("; ", function.Items("bindings").Select(BindingOf)));
        Add("context", function.Text("context") ?? "");
        Add("limits", string.Join(", ", function.Member("limits")?.EnumerateObject().Select(LimitOf) ?? []));
        Add("pages of", string.Join(", ", function.Member("cors")?.Items("origins").Select(origin => origin.ToString()) ?? []));
        Add("env", string.Join(", ", function.Member("env")?.EnumerateObject().Select(EnvOf) ?? []));
        Add("created", Moment(function.Text("createdAt")));
        Add("updated", Moment(function.Text("updatedAt")));
        return new Sheet(["", ""], [.. rows.Where(row => row[1].Text.Length > 0)], "");
    }

    public static Sheet Stats(JsonElement answer) => new(
        ["NAME", "ID", "CALLS", "ERRORS", "TIMEOUTS", "COLD", "AVERAGE", "P50", "P95", "P99", "WORKERS", "LAST CALL"],
        [.. (answer.Member("stats")?.Items("functions") ?? []).Select(function => new Cell[]
        {
            new(function.Text("name") ?? "", Tone.Strong),
            function.Text("id") ?? "",
            Whole(function, "invocations"),
            Alarm(function, "errors"),
            Alarm(function, "timeouts"),
            Whole(function, "coldStarts"),
            Milliseconds(function, "averageMs"),
            Milliseconds(function, "p50Ms"),
            Milliseconds(function, "p95Ms"),
            Milliseconds(function, "p99Ms"),
            Whole(function, "workers"),
            new(Moment(function.Text("lastInvokedAt")), Tone.Quiet),
        })],
        "No functions yet.");

    public static Sheet Versions(JsonElement answer) => new(
        ["VERSION", "CREATED", "BY", ""],
        [.. answer.Items("versions").Select(version => new Cell[]
        {
            new(Whole(version, "version"), Tone.Strong),
            Moment(version.Text("createdAt")),
            version.Text("createdBy") ?? "",
            version.Flag("current") ? new Cell("current", Tone.Good) : "",
        })],
        "No versions.");

    public static string AddressOf(JsonElement function, Uri url) => url.GetLeftPart(UriPartial.Path).TrimEnd('/') + function.Text("endpoint");

    /// <summary>A moment in the user's own time.</summary>
    public static string Moment(string? iso) => DateTimeOffset.TryParse(iso, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment)
        ? moment.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)
        : "";

    private static string TriggersOf(JsonElement function) => string.Join(", ", function.Items("triggers").Select(trigger => trigger.Text("type") switch
    {
        "event" => $"event {trigger.Text("eventName")}",
        "schedule" => $"schedule {trigger.Text("cron")}",
        var type => type,
    }));

    private static string MethodsOf(JsonElement function) =>
        string.Join(",", function.Items("methods").Select(method => method.ToString())) is { Length: > 0 } list ? list : "all";

    private static string BindingOf(JsonElement binding) =>
        $"{binding.Text("service")} {string.Join(" and ", binding.Items("permissions").Select(PermissionOf))}".TrimEnd();

    private static string PermissionOf(JsonElement permission)
    {
        var actions = string.Join(",", permission.Items("actions").Select(action => action.ToString()));
        var targets = string.Join(",", permission.Items("targets").Select(target => target.ToString()));
        return $"{(actions.Length == 0 ? "all" : actions)} of {(targets.Length > 0 ? targets : permission.Text("resource") is { } type ? $"every {type}" : "the whole service")}";
    }

    private static string LimitOf(JsonProperty limit) => limit.Value.ValueKind == JsonValueKind.Object
        ? $"{limit.Name} {limit.Value.Number("requests"):0} in {limit.Value.Number("perSeconds"):0} s per {limit.Value.Text("per")}"
        : $"{limit.Name} {limit.Value}";

    private static string EnvOf(JsonProperty variable) => variable.Value.ValueKind == JsonValueKind.Object ? $"{variable.Name} (secret)" : $"{variable.Name}={variable.Value}";

    private static string Whole(JsonElement value, string name) => (value.Number(name) ?? 0).ToString("0", CultureInfo.InvariantCulture);

    private static Cell Alarm(JsonElement value, string name) => new(Whole(value, name), value.Number(name) > 0 ? Tone.Bad : Tone.Quiet);

    private static string Milliseconds(JsonElement value, string name) => (value.Number(name) ?? 0).ToString("0.0 ms", CultureInfo.InvariantCulture);
}
