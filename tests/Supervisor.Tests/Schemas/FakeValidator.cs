using System.Text;
using System.Text.Json.Nodes;
using MolnOS.Sandbox.Schemas;

namespace MolnOS.Sandbox.Supervisor.Tests.Schemas;

/// <summary>Stands in for the validator: remembers what it was asked, and says what a test wants.</summary>
internal sealed class FakeValidator
{
    /// <summary>What it was asked, in order.</summary>
    public List<(ValidatorLane Lane, JsonNode Request)> Asked { get; } = [];

    /// <summary>What it replies.</summary>
    public Func<JsonNode, ValidatorReply> Reply { get; set; } = request => Says(
        request["check"] is not null ? """{"fits":true}"""
        : request["schema"] is null ? """{"unknown":true}"""
        : """{"valid":true,"errors":[]}""");

    public Task<ValidatorReply> RunAsync(ValidatorLane lane, ReadOnlyMemory<byte> request, CancellationToken callerLeft)
    {
        var json = JsonNode.Parse(request.Span)!;
        lock (Asked)
        {
            Asked.Add((lane, json));
        }

        return Task.FromResult(Reply(json));
    }

    public static ValidatorReply Says(string json) => new ValidatorReply.Answered(Encoding.UTF8.GetBytes(json));
}
