using System.IO.Compression;
using System.Text;
using Microsoft.AspNetCore.Http;
using MolnOS.Sandbox.Bindings;
using MolnOS.Sandbox.Fetch;
using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.Supervisor.Tests.Fetch;

/// <summary>Bodies of responses: in pieces, encoded, too long, broken.</summary>
public sealed class FetchResponseTests
{
    private const string Url = "http://api.example/";
    private const int Mega = 1024 * 1024;

    [Fact]
    public async Task A_long_body_comes_in_pieces_that_are_its_bytes_in_order()
    {
        var sent = Random.Shared.GetItems<char>("abcdefghijklmnopqrstuvwxyz", 3 * Mega);
        await using var upstream = await Upstream.StartAsync(context => context.Response.WriteAsync(new string(sent)));
        using var rig = FetchRig.Of(upstream);
        var invocation = rig.Invocation();

        var received = await invocation.ReadAllAsync(await invocation.FetchAsync(Url));

        received.Should().Be(new string(sent));
        rig.Slots.Open.Should().Be(0, "a body read to its end holds nothing");
        (await invocation.CallAsync("read", "[1]")).Code().Should().Be("not_found");
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("x-gzip")]
    [InlineData("GZip")]
    [InlineData("br")]
    [InlineData("deflate")]
    [InlineData("gzip, br")]
    public async Task An_encoded_body_is_decoded_and_says_no_more_that_it_was_encoded(string encoding)
    {
        await using var upstream = await EncodedAsync(encoding, Encoding.UTF8.GetBytes("plain text"));
        using var rig = FetchRig.Of(upstream);
        var invocation = rig.Invocation();

        var answer = await invocation.FetchAsync(Url);

        (await invocation.ReadAllAsync(answer)).Should().Be("plain text");
        (answer.Header("content-encoding"), answer.Header("content-length"), answer.Header("x-kept")).Should().Be((null, null, "yes"));
    }

    [Fact]
    public async Task A_bomb_is_bounded_by_what_it_decodes_to()
    {
        await using var upstream = await EncodedAsync("gzip, gzip", new byte[64 * Mega]);
        using var rig = FetchRig.Of(upstream, new FetchOptions { MaxResponseBytes = 2 * Mega });
        var invocation = rig.Invocation();

        var (result, bytes) = (await invocation.FetchAsync(Url), 0);
        for (; result is not BindingResult.Failed; result = await invocation.CallAsync("read", "[1]"))
        {
            bytes += result.Body().Length;
        }

        (result.Code(), result.Message()).Should().Be(("limit_exceeded", $"The body of the response is longer than {2 * Mega} bytes (Fetch:MaxResponseBytes)."));
        bytes.Should().BeInRange(Mega, 2 * Mega);
        rig.Slots.Open.Should().Be(0);
    }

    [Fact]
    public async Task A_body_of_just_the_limit_passes_and_one_byte_more_does_not()
    {
        await using var upstream = await Upstream.StartAsync(context => context.Response.WriteAsync(new string('x', int.Parse(context.Request.Query["n"]!))));
        using var rig = FetchRig.Of(upstream, new FetchOptions { MaxResponseBytes = 100_000 });
        var invocation = rig.Invocation();

        (await invocation.ReadAllAsync(await invocation.FetchAsync($"{Url}?n=100000"))).Should().HaveLength(100_000);
        (await invocation.ReadAllAsync(await invocation.FetchAsync($"{Url}?n=100001"))).Should().EndWith("limit_exceeded");
    }

    [Fact]
    public async Task Nothing_is_decoded_of_an_answer_that_has_no_body()
    {
        await using var upstream = await Upstream.StartAsync(context =>
        {
            context.Response.Headers.ContentEncoding = "gzip";
            context.Response.ContentLength = context.Request.Method == "HEAD" ? 1234 : null;
            context.Response.StatusCode = context.Request.Method == "HEAD" ? 200 : 304;
            return Task.CompletedTask;
        });
        using var rig = FetchRig.Of(upstream);

        var head = await rig.Invocation().FetchAsync(Url, "HEAD");
        var unchanged = await rig.Invocation().FetchAsync(Url);

        (head.Header("content-length"), head.Header("content-encoding"), head.IsEnd()).Should().Be(("1234", "gzip", true));
        (unchanged.Value().GetProperty("status").GetInt32(), unchanged.IsEnd()).Should().Be((304, true));
    }

    [Theory]
    [InlineData("zstd")]
    [InlineData("gzip, zstd")]
    [InlineData("gzip, gzip, gzip, gzip, gzip, gzip")]
    public async Task What_cannot_be_decoded_within_bounds_is_refused(string encoding)
    {
        await using var upstream = await Upstream.StartAsync(context =>
        {
            context.Response.Headers.ContentEncoding = encoding;
            return context.Response.WriteAsync("x");
        });
        using var rig = FetchRig.Of(upstream);

        var answer = await rig.Invocation().FetchAsync(Url);

        answer.Code().Should().Be("unavailable");
        answer.Message().Should().Contain("cannot be decoded");
        rig.Slots.Open.Should().Be(0);
    }

    [Fact]
    public async Task An_encoding_that_nobody_knows_passes_as_it_is()
    {
        await using var upstream = await Upstream.StartAsync(context =>
        {
            context.Response.Headers.ContentEncoding = "aes128gcm";
            return context.Response.WriteAsync("sealed");
        });
        using var rig = FetchRig.Of(upstream);
        var invocation = rig.Invocation();

        var answer = await invocation.FetchAsync(Url);

        answer.Header("content-encoding").Should().Be("aes128gcm");
        (await invocation.ReadAllAsync(answer)).Should().Be("sealed");
    }

    [Fact]
    public async Task A_body_that_is_not_encoded_as_it_says_and_one_cut_short_are_told()
    {
        await using var upstream = await Upstream.StartAsync(async context =>
        {
            if (context.Request.Path == "/cut")
            {
                context.Response.ContentLength = 1000;
                await context.Response.WriteAsync("half");
                await context.Response.Body.FlushAsync();
                context.Abort();
                return;
            }

            context.Response.Headers.ContentEncoding = "gzip";
            await context.Response.WriteAsync("this is no gzip");
        });
        using var rig = FetchRig.Of(upstream);
        var invocation = rig.Invocation();

        (await invocation.ReadAllAsync(await invocation.FetchAsync(Url))).Should().Be("unavailable");
        (await invocation.ReadAllAsync(await invocation.FetchAsync(Url + "cut"))).Should().BeOneOf("halfunavailable", "unavailable");
        rig.Slots.Open.Should().Be(0);
    }

    [Fact]
    public async Task Headers_beyond_their_limit_are_refused_either_way()
    {
        await using var upstream = await Upstream.StartAsync(context =>
        {
            context.Response.Headers.Append("x-large", new string('x', 8000));
            return Task.CompletedTask;
        });
        using var rig = FetchRig.Of(upstream, new FetchOptions { MaxHeaderBytes = 4096 });

        var response = await rig.Invocation().FetchAsync(Url);
        var request = await rig.Invocation().FetchAsync(Url, headers: $$"""{"x-large":"{{new string('x', 5000)}}"}""");

        (response.Code(), request.Code()).Should().Be(("limit_exceeded", "limit_exceeded"));
        response.Message().Should().Contain("Fetch:MaxHeaderBytes");
        upstream.Requests.Should().ContainSingle();
    }

    private static Task<Upstream> EncodedAsync(string encodings, byte[] plain) => Upstream.StartAsync(async context =>
    {
        context.Response.Headers.ContentEncoding = encodings;
        context.Response.Headers.Append("x-kept", "yes");
        var bytes = encodings.Split(", ").Aggregate(plain, Encode);
        context.Response.ContentLength = bytes.Length;
        await context.Response.Body.WriteAsync(bytes);
    });

    private static byte[] Encode(byte[] plain, string encoding)
    {
        var encoded = new MemoryStream();
        using (Stream stream = encoding switch
        {
            "br" => new BrotliStream(encoded, CompressionMode.Compress),
            "deflate" => new ZLibStream(encoded, CompressionMode.Compress),
            _ => new GZipStream(encoded, CompressionMode.Compress),
        })
        {
            stream.Write(plain);
        }

        return encoded.ToArray();
    }
}
