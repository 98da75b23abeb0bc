using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.EndToEnd.Tests.Requests;

/// <summary>A body may be as large as the limit and not a byte larger.</summary>
public sealed class BodyLimitTests : IAsyncLifetime
{
    private const int Limit = 65_536;

    private SupervisorProcess? _supervisor;
    private SandboxClient? _client;
    private string _id = "";

    public async Task InitializeAsync()
    {
        _supervisor = await SupervisorProcess.StartAsync(("Http:MaxBodyBytes", $"{Limit}"));
        _client = _supervisor.Client();
        _id = await _client.DeployFileAsync("requests/echo.js");
    }

    public async Task DisposeAsync()
    {
        _client!.Dispose();
        await _supervisor!.DisposeAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_at_the_limit_passes_and_one_byte_more_is_a_413_that_never_reaches_the_function(bool chunked)
    {
        var atLimit = await PostAsync(Limit, chunked);
        var over = await PostAsync(Limit + 1, chunked);
        var stats = await _client!.StatsAsync(_id);

        atLimit.Status.Should().Be(200, atLimit.ToString());
        atLimit.Json["rawLength"]!.GetValue<int>().Should().Be(Limit);
        over.Status.Should().Be(413, over.ToString());
        over.Json["message"]!.GetValue<string>().Should().Contain($"{Limit}");
        stats["invocations"]!.GetValue<long>().Should().Be(1);
    }

    [Fact]
    public async Task A_body_that_is_far_too_large_is_refused_by_its_length_alone()
    {
        using var connection = await RawHttp.ConnectAsync(_client!.Address);

        await connection.WriteAsync($"""
            POST /functions/run/{_id} HTTP/1.1
            Host: {_client.Address.Authority}
            Authorization: Bearer {_supervisor!.AdminToken}
            Content-Length: 99999999999


            """);
        var answer = await connection.ReadSomeAsync();

        answer.Should().StartWith("HTTP/1.1 413");
    }

    private Task<HttpAnswer> PostAsync(int bytes, bool chunked)
    {
        HttpContent content = chunked ? new StreamContent(new UntoldLength(bytes)) : new ByteArrayContent(new byte[bytes]);
        return _client!.CallAsync(_id, content);
    }

    /// <summary>A stream of zeros that does not tell its length, so that it is sent in chunks.</summary>
    private sealed class UntoldLength(int bytes) : MemoryStream(new byte[bytes])
    {
        public override bool CanSeek => false;
    }
}
