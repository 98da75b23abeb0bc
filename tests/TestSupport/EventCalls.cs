using System.Text.Json.Nodes;

namespace MolnOS.Sandbox.TestSupport;

/// <summary>The events API in the words of a test.</summary>
public static class EventCalls
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(30);

    /// <summary>Emits an event; fails the test when it is refused.</summary>
    /// <returns>The event's id, and how many functions it goes to.</returns>
    public static async Task<(string EventId, int Subscribers)> EmitAsync(this SandboxClient client, string eventName, JsonNode? data = null)
    {
        ArgumentNullException.ThrowIfNull(client);
        var answer = await client.PostAsync("/events/emit", new JsonObject { ["eventName"] = eventName, ["data"] = data });
        return answer.Status == 202
            ? (answer.Json["eventId"]!.GetValue<string>(), answer.Json["subscribers"]!.GetValue<int>())
            : throw new InvalidOperationException($"The event was refused: {answer}");
    }

    /// <summary>What has become of an event so far.</summary>
    public static async Task<JsonNode> EventAsync(this SandboxClient client, string eventId)
    {
        ArgumentNullException.ThrowIfNull(client);
        return (await client.GetAsync($"/events/{eventId}")).Json["event"]!;
    }

    /// <summary>Waits until an event is <c>delivered</c> or <c>failed</c>.</summary>
    public static Task<JsonNode> EventEndAsync(this SandboxClient client, string eventId, string status = "delivered") => Eventually.FindsAsync(
        async () => await client.EventAsync(eventId) is var found && found["status"]!.GetValue<string>() == status ? found : null,
        s_limit,
        $"the event is {status}");

    /// <summary>Deploys source text that is called for events; the function's id.</summary>
    public static Task<string> DeployForEventsAsync(this SandboxClient client, string code, params string[] eventNames) =>
        client.DeployAsync(code, with => with["triggers"] = Triggers(eventNames));

    /// <summary>Triggers for these events.</summary>
    public static JsonArray Triggers(params string[] eventNames) =>
        [.. eventNames.Select(name => new JsonObject { ["type"] = "event", ["eventName"] = name })];

    /// <summary>A binding that allows to emit everything.</summary>
    public static JsonArray MayEmit() => [new JsonObject { ["service"] = "events", ["permissions"] = new JsonArray(new JsonObject()) }];
}
