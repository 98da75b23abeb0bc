using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.Supervisor.Tests.Edge;

/// <summary>Who keeps the server waiting is hung up on.</summary>
public sealed class ConnectionLimitTests
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task An_idle_connection_is_closed_after_its_time()
    {
        await using var host = await EdgeHost.StartAsync(static context => context.Response.WriteAsync("ok"), "--port=0", "--Connections:KeepAlive=1s");
        using var connection = await RawHttp.ConnectAsync(host.PlainAddress);
        await connection.WriteAsync("GET / HTTP/1.1\nHost: x\n\n");

        var all = await connection.ReadToEndAsync();

        all.Should().StartWith("HTTP/1.1 200").And.Contain("ok");
    }

    [Fact]
    public async Task A_connection_beyond_their_number_is_closed_and_one_may_come_when_another_has_gone()
    {
        await using var host = await EdgeHost.StartAsync(static context => context.Response.WriteAsync("ok"), "--port=0", "--Connections:Max=2");
        using var first = await RawHttp.ConnectAsync(host.PlainAddress);
        using var second = await RawHttp.ConnectAsync(host.PlainAddress);
        await AnswersAsync(first);
        await AnswersAsync(second);

        using var third = await RawHttp.ConnectAsync(host.PlainAddress);
        var refused = await third.ReadSomeAsync();
        first.Reset();

        refused.Should().BeEmpty();
        await AnswersAsync(second);
        await Eventually.HoldsAsync(async () => (await TryExchangeAsync(host.PlainAddress)).StartsWith("HTTP/1.1 200", StringComparison.Ordinal), s_limit, "there is room again");
    }

    [Fact]
    public async Task An_answer_that_nobody_takes_is_given_up()
    {
        var aborted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var host = await EdgeHost.StartAsync(
            async context =>
            {
                using var gone = context.RequestAborted.Register(() => aborted.TrySetResult());
                var piece = new byte[64 * 1024];
                while (!context.RequestAborted.IsCancellationRequested)
                {
                    await context.Response.Body.WriteAsync(piece, context.RequestAborted);
                }
            },
            "--port=0", "--Connections:MinAnswerRate=1048576", "--Connections:RateGrace=2s");
        using var connection = await RawHttp.ConnectAsync(host.PlainAddress);

        await connection.WriteAsync("GET / HTTP/1.1\nHost: x\n\n");

        await aborted.Task.WaitAsync(s_limit);
    }

    private static async Task AnswersAsync(RawHttp connection)
    {
        await connection.WriteAsync("GET / HTTP/1.1\nHost: x\n\n");
        (await connection.ReadSomeAsync()).Should().StartWith("HTTP/1.1 200");
    }

    private static async Task<string> TryExchangeAsync(Uri address)
    {
        try
        {
            return await RawHttp.ExchangeAsync(address, "GET / HTTP/1.1\nHost: x\nConnection: close\n\n");
        }
        catch (Exception exception) when (exception is IOException or SocketException)
        {
            return "";
        }
    }
}
