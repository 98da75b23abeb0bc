using System.Text.Json.Nodes;

namespace MolnOS.Sandbox.TestSupport;

/// <summary>The functions API in the words of a test.</summary>
public static class FunctionCalls
{
    /// <summary>Deploys a source text under a new name; fails the test when it is refused.</summary>
    /// <param name="client">Who deploys.</param>
    /// <param name="code">Source text.</param>
    /// <param name="with">Sets further fields.</param>
    /// <returns>The function's id.</returns>
    public static async Task<string> DeployAsync(this SandboxClient client, string code, Action<JsonObject>? with = null)
    {
        var answer = await client.TryDeployAsync(code, with);
        return answer.Status == 201
            ? answer.Json["function"]!["id"]!.GetValue<string>()
            : throw new InvalidOperationException($"The deploy was refused: {answer}");
    }

    /// <summary>Deploys a file of <c>tests/functions</c> under a new name.</summary>
    public static Task<string> DeployFileAsync(this SandboxClient client, string file, Action<JsonObject>? with = null) =>
        client.DeployAsync(RepositoryPaths.FunctionSource(file), with);

    /// <summary>Tries to deploy; the answer tells.</summary>
    public static Task<HttpAnswer> TryDeployAsync(this SandboxClient client, string code, Action<JsonObject>? with = null)
    {
        ArgumentNullException.ThrowIfNull(client);
        var body = new JsonObject { ["name"] = $"test-{Guid.NewGuid():N}", ["code"] = code };
        with?.Invoke(body);
        return client.PostAsync("/functions/deploy", body);
    }

    /// <summary>Changes a function; fails the test when that is refused.</summary>
    public static async Task UpdateAsync(this SandboxClient client, string id, JsonObject changes)
    {
        ArgumentNullException.ThrowIfNull(client);
        var answer = await client.PutAsync($"/functions/{id}", changes);
        if (answer.Status != 200)
        {
            throw new InvalidOperationException($"The update was refused: {answer}");
        }
    }

    /// <summary>Calls a function with GET.</summary>
    /// <param name="client">Who calls.</param>
    /// <param name="id">The function.</param>
    /// <param name="rest">What follows the id: sub-path and query.</param>
    /// <param name="headers">Headers.</param>
    public static Task<HttpAnswer> CallAsync(this SandboxClient client, string id, string rest = "", params (string Name, string Value)[] headers)
    {
        ArgumentNullException.ThrowIfNull(client);
        return client.GetAsync(Run(id, rest), headers);
    }

    /// <summary>Calls a function with POST.</summary>
    public static Task<HttpAnswer> CallAsync(this SandboxClient client, string id, HttpContent content, string rest = "", params (string Name, string Value)[] headers)
    {
        ArgumentNullException.ThrowIfNull(client);
        return client.SendAsync(HttpMethod.Post, Run(id, rest), content, headers);
    }

    /// <summary>The path that runs a function.</summary>
    public static string Run(string id, string rest = "") => $"/functions/run/{id}{rest}";

    /// <summary>The function's log, oldest line first.</summary>
    public static async Task<IReadOnlyList<LogLine>> LogsAsync(this SandboxClient client, string id, string query = "?limit=1000")
    {
        ArgumentNullException.ThrowIfNull(client);
        var answer = await client.GetAsync($"/functions/{id}/logs{query}");
        return answer.Status == 200
            ? [.. answer.Json["logs"]!.AsArray().Select(line => LogLine.From(line!)).OrderBy(line => line.Timestamp)]
            : throw new InvalidOperationException($"The log was refused: {answer}");
    }

    /// <summary>Waits for a line of the function's log; lines arrive a moment after the answer.</summary>
    public static Task<LogLine> LogLineAsync(this SandboxClient client, string id, Func<LogLine, bool> wanted, string what) =>
        Eventually.FindsAsync(async () => (await client.LogsAsync(id)).FirstOrDefault(wanted), TimeSpan.FromSeconds(5), $"the log has {what}");

    /// <summary>The statistics of one function.</summary>
    public static async Task<JsonNode> StatsAsync(this SandboxClient client, string id)
    {
        ArgumentNullException.ThrowIfNull(client);
        var answer = await client.GetAsync("/functions/stats");
        return answer.Json["stats"]!["functions"]!.AsArray().Single(function => string.Equals(function!["id"]!.GetValue<string>(), id, StringComparison.Ordinal))!;
    }
}

/// <summary>One line of a function's log as the API shows it.</summary>
/// <param name="Timestamp">When it was written.</param>
/// <param name="Level">debug, info, warn or error.</param>
/// <param name="Message">The text.</param>
/// <param name="InvocationId">The call it belongs to, where there is one.</param>
/// <param name="IsLate">Whether it came after the answer.</param>
public sealed record LogLine(DateTimeOffset Timestamp, string Level, string Message, string? InvocationId, bool IsLate)
{
    /// <summary>Reads one.</summary>
    public static LogLine From(JsonNode line)
    {
        ArgumentNullException.ThrowIfNull(line);
        return new LogLine(
            line["timestamp"]!.GetValue<DateTimeOffset>(),
            line["level"]!.GetValue<string>(),
            line["message"]!.GetValue<string>(),
            line["invocationId"]?.GetValue<string>(),
            line["late"]?.GetValue<bool>() ?? false);
    }
}
