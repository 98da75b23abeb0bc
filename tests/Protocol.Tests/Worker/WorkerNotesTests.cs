using MolnOS.Sandbox.Protocol.Tests.Wire;

namespace MolnOS.Sandbox.Protocol.Tests.Worker;

public sealed class WorkerNotesTests
{
    private const string Id = "00112233445566778899aabbccddeeff";

    public static TheoryData<string, string, string> Heard { get; } = new()
    {
        { "finished", $$"""{"id":"{{Id}}"}""", $"finished {Id}" },
        { "log", """{"level":"info","message":"a\nb"}""", "log  info False  a\nb" },
        {
            "log", $$$"""{"id":"{{{Id}}}","level":"error","late":true,"fields":{"a":[1]},"message":"❄"}""", $$"""log {{Id}} error True {"a":[1]} ❄"""
        },
        { "chunk", $$"""{"id":"{{Id}}","data":"aGk="}""", $"chunk {Id} hi" },
        { "chunk", $$"""{"id":"{{Id}}","text":"h\u00e5"}""", $"chunk {Id} hå" },
        { "chunk", $$"""{"id":"{{Id}}","end":true}""", $"end {Id} " },
        { "chunk", $$"""{"id":"{{Id}}","end":true,"error":"it broke"}""", $"end {Id} it broke" },
    };

    public static TheoryData<string> Refused { get; } = new()
    {
        Lines.Ready,
        Lines.Note("unknown", "{}"),
        Lines.Note("$/cancelRequest", $$"""{"id":"{{Id}}"}"""),
        Lines.Note("finished", "[]"),
        Lines.Note("finished", "{}"),
        Lines.Note("finished", """{"id":1}"""),
        Lines.Note("finished", """{"id":"short"}"""),
        Lines.Note("finished", $$"""{"id":"{{Id.ToUpperInvariant()}}"}"""),
        Lines.Note("finished", $$"""{"id":"{{Id}}","more":1}"""),
        """{"jsonrpc":"2.0","method":"finished"}""",
        Lines.Note("log", """{"message":"m"}"""),
        Lines.Note("log", """{"level":"fatal","message":"m"}"""),
        Lines.Note("log", """{"level":"info"}"""),
        Lines.Note("log", """{"level":"info","message":1}"""),
        Lines.Note("log", """{"level":"info","late":1,"message":"m"}"""),
        Lines.Note("log", """{"level":"info","fields":[],"message":"m"}"""),
        Lines.Note("log", """{"id":null,"level":"info","message":"m"}"""),
        Lines.Note("chunk", $$"""{"id":"{{Id}}"}"""),
        Lines.Note("chunk", $$"""{"id":"{{Id}}","data":"a"}"""),
        Lines.Note("chunk", $$"""{"id":"{{Id}}","data":"aGk=","text":"hi"}"""),
        Lines.Note("chunk", $$"""{"id":"{{Id}}","data":"aGk=","error":"e"}"""),
        Lines.Note("chunk", $$"""{"id":"{{Id}}","data":"aGk=","end":true}"""),
        Lines.Note("chunk", $$"""{"id":"{{Id}}","end":true,"error":1}"""),
        Lines.Note("chunk", $$"""{"id":"{{Id}}","end":"yes"}"""),
        """{"jsonrpc":"2.0","id":1,"method":"other","params":{}}""",
        Request(0, $$"""{"id":"{{Id}}","service":"s","method":"m","args":[]}"""),
        Request(1, $$"""{"id":"{{Id}}","service":"s","method":"m","args":{} }"""),
        Request(1, $$"""{"id":"{{Id}}","service":"s","method":1,"args":[]}"""),
        Request(1, $$"""{"id":"{{Id}}","service":"{{new string('s', 300)}}","method":"m","args":[]}"""),
        """{"jsonrpc":"2.0","id":1,"method":"bindings.call","params":{"service":"s","method":"m","args":[]}}""",
        """{"jsonrpc":"2.0","id":1,"method":"bindings.call"}""",
    };

    private static string Request(int id, string parameters) =>
        "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"bindings.call\",\"params\":" + parameters + "}";

    [Theory]
    [MemberData(nameof(Heard))]
    public async Task A_note_is_read_and_handed_on(string method, string parameters, string expected)
    {
        await using var rig = await ChannelRig.ReadyAsync();

        await rig.Wire.SendAsync(Lines.Note(method, parameters));

        (await rig.Notes.NextAsync()).Should().Be(expected);
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task A_note_outside_the_rules_ends_the_connection_unheard(string line)
    {
        await using var rig = await ChannelRig.ReadyAsync();

        await rig.Wire.SendAsync(line);

        (await rig.ViolationAsync()).Should().NotBeEmpty();
        rig.Notes.HasMore.Should().BeFalse();
    }

    [Theory]
    [InlineData("finished", """{"id":"00112233445566778899aabbccddeeff"}""")]
    [InlineData("log", """{"level":"info","message":"m"}""")]
    [InlineData("ready", """{"protocol":2,"node":"v26.10.0"}""")]
    [InlineData("ready", """{"protocol":1}""")]
    [InlineData("ready", """{"protocol":1,"node":1}""")]
    public async Task Nothing_but_ready_of_this_protocol_may_come_first(string method, string parameters)
    {
        await using var rig = new ChannelRig();

        await rig.Wire.SendAsync(Lines.Note(method, parameters));

        (await rig.ViolationAsync()).Should().NotBeEmpty();
        rig.Notes.HasMore.Should().BeFalse();
    }

    [Fact]
    public async Task A_rule_only_the_hearer_knows_ends_the_connection_too()
    {
        await using var rig = await ChannelRig.ReadyAsync();
        rig.Notes.Violation = "a second finished note";

        await rig.Wire.SendAsync(Lines.Note("finished", $$"""{"id":"{{Id}}"}"""));

        (await rig.ViolationAsync()).Should().Be("a second finished note");
    }
}
