using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;
using MolnOS.Sandbox.Bindings;
using MolnOS.Sandbox.Protocol.Worker;
using MolnOS.Sandbox.Storage;

namespace MolnOS.Sandbox.Supervisor.Tests.Storage;

/// <summary>The methods behind the gate; who may call them is the gate's matter.</summary>
public sealed class StorageBindingTests : IDisposable
{
    private const int MostContentBytes = 3 * 1000;

    private readonly ShelfRig _rig = new(new StorageOptions { MaxListedObjects = 3, MaxObjectBytes = 10_000 });
    private readonly StorageBinding _binding;

    public StorageBindingTests() => _binding = new StorageBinding(_rig.Shelf, _rig.Store, Options.Create(_rig.Options), new BindingFrame((4 * 1000) + 256));

    [Fact]
    public async Task Bytes_and_texts_are_put_got_listed_and_deleted()
    {
        (await CallAsync("put", """["b","a/text.txt","h\u00e5"]""")).Should().Be("true");
        (await CallAsync("put", """["b","a/bytes",{"$bytes":"yv4="}]""")).Should().Be("true");
        (await CallAsync("put", """["b","page","<p>",{"contentType":"text/html"}]""")).Should().Be("true");

        (await CallAsync("get", """["b","a/text.txt"]""")).Should().Be("bytes 68-C3-A5");
        (await CallAsync("get", """["b","a/bytes"]""")).Should().Be("bytes CA-FE");
        (await CallAsync("list", """["b"]""")).Should().Be(
            $$"""[{"key":"a/bytes","size":2,"lastModified":"2026-01-02T03:04:05.000Z","type":"application/octet-stream","hash":"{{HashOf([0xca, 0xfe])}}"},"""
            + $$"""{"key":"a/text.txt","size":3,"lastModified":"2026-01-02T03:04:05.000Z","type":"text/plain; charset=utf-8","hash":"{{HashOf([0x68, 0xc3, 0xa5])}}"},"""
            + $$"""{"key":"page","size":3,"lastModified":"2026-01-02T03:04:05.000Z","type":"text/html","hash":"{{HashOf("<p>"u8)}}"}]""");
        (await CallAsync("delete", """["b","a/text.txt"]""")).Should().Be("true");
        (await CallAsync("delete", """["b","a/text.txt"]""")).Should().Be("false");
        (await CallAsync("get", """["b","a/text.txt"]""")).Should().Be("undefined");
    }

    [Theory]
    [InlineData("get", """["none","k"]""")]
    [InlineData("list", """["none"]""")]
    [InlineData("put", """["none","k","x"]""")]
    [InlineData("delete", """["none","k"]""")]
    public async Task A_bucket_must_exist(string method, string arguments) => (await CallAsync(method, arguments)).Should().StartWith("not_found: There is no such bucket.");

    [Fact]
    public async Task An_object_may_be_empty()
    {
        await CallAsync("put", """["b","text",""]""");
        await CallAsync("put", """["b","bytes",{"$bytes":""}]""");

        (await CallAsync("get", """["b","text"]"""), await CallAsync("get", """["b","bytes"]""")).Should().Be(("bytes ", "bytes "));
    }

    [Fact]
    public async Task An_object_that_does_not_fit_into_a_message_is_refused_with_the_limit()
    {
        await _rig.Shelf.PutAsync(ShelfRig.Draft("fits"), ShelfRig.Bytes(new byte[MostContentBytes]), CancellationToken.None);
        await _rig.Shelf.PutAsync(ShelfRig.Draft("large"), ShelfRig.Bytes(new byte[MostContentBytes + 1]), CancellationToken.None);

        (await CallAsync("get", """["b","fits"]""")).Should().StartWith("bytes 00-");
        (await CallAsync("get", """["b","large"]""")).Should().StartWith("limit_exceeded: ").And.Contain($"{MostContentBytes}").And.Contain($"{MostContentBytes + 1}");
    }

    [Fact]
    public async Task What_is_over_a_setting_is_refused_with_it() =>
        (await CallAsync("put", $"""["b","k","{new string('x', 10_001)}"]""")).Should().StartWith("limit_exceeded: ").And.Contain("10000 bytes (Storage:MaxObjectBytes)");

    [Fact]
    public async Task A_list_has_a_prefix_and_pages_and_never_passes_a_part_for_the_whole()
    {
        foreach (var key in new[] { "p/1", "p/2", "q", "r" })
        {
            await CallAsync("put", $"""["b","{key}",""]""");
        }

        (await CallAsync("list", """["b"]""")).Should().StartWith("limit_exceeded: ").And.Contain("(3)");
        (await KeysAsync("""["b","p/"]""")).Should().Equal("p/1", "p/2");
        (await KeysAsync("""["b",null,{}]""")).Should().Equal("p/1", "p/2", "q");
        (await KeysAsync("""["b","",{"after":"p/1","limit":2}]""")).Should().Equal("p/2", "q");
        (await KeysAsync("""["b","p",{"after":"p/1"}]""")).Should().Equal("p/2");
        (await KeysAsync("""["b",null,{"after":"r"}]""")).Should().BeEmpty();
    }

    [Theory]
    [InlineData("get", """["b"]""", "key")]
    [InlineData("get", """["b",""]""", "key")]
    [InlineData("get", """["b",".."]""", "key")]
    [InlineData("get", """["b","a\u0000"]""", "NUL")]
    [InlineData("get", """["b","\ud800"]""", "key")]
    [InlineData("put", """["b","k"]""", "content")]
    [InlineData("put", """["b","k",7]""", "content")]
    [InlineData("put", """["b","k",{"a":1}]""", "content")]
    [InlineData("put", """["b","k",{"$bytes":"!"}]""", "content")]
    [InlineData("put", """["b","k",{"$bytes":"","x":1}]""", "content")]
    [InlineData("put", """["b","k","\ud800"]""", "content")]
    [InlineData("put", """["b","k","x",{"type":"text/html"}]""", "contentType")]
    [InlineData("put", """["b","k","x",{"contentType":"html"}]""", "content type")]
    [InlineData("list", """["b","p",{"limit":4}]""", "limit")]
    [InlineData("list", """["b",7]""", "prefix")]
    [InlineData("list", """["b",null,{"cursor":"x"}]""", "after, limit")]
    public async Task A_wrong_argument_is_named(string method, string arguments, string part) =>
        (await CallAsync(method, arguments)).Should().StartWith("invalid_argument: ").And.Contain(part);

    [Fact]
    public async Task A_full_store_is_a_limit_and_not_a_fault()
    {
        await _rig.Database.WriteAsync(session => session.Execute("PRAGMA max_page_count = 1"), CancellationToken.None);

        var outcomes = new List<string>();
        for (var n = 0; n < 200; n++)
        {
            outcomes.Add(await CallAsync("put", $"""["b","{n}{new string('k', 1000)}",""]"""));
        }

        outcomes.Should().Contain(outcome => outcome.StartsWith("limit_exceeded: The server's disk is full", StringComparison.Ordinal));
    }

    public void Dispose() => _rig.Dispose();

    private static string HashOf(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private async Task<IEnumerable<string>> KeysAsync(string arguments) =>
        JsonDocument.Parse(await CallAsync("list", arguments)).RootElement.EnumerateArray().Select(one => one.GetProperty("key").GetString()!);

    private async Task<string> CallAsync(string method, string arguments)
    {
        using var document = JsonDocument.Parse(arguments);
        var invocation = new BoundInvocation("function", "name", InvocationId.New(), CallChain.Outside, DateTimeOffset.MaxValue);
        var call = new BoundCall(invocation, new BindingArguments([.. document.RootElement.EnumerateArray()]));
        return await _binding.Methods[method].Handle(call, CancellationToken.None) switch
        {
            BindingResult.Value value => Encoding.UTF8.GetString(value.Json.Span),
            BindingResult.Bytes bytes => $"bytes {BitConverter.ToString(bytes.Content.ToArray())}",
            BindingResult.Failed failed => $"{failed.Code}: {failed.Message}",
            _ => "undefined",
        };
    }
}
