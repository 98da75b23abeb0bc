using System.Diagnostics;
using System.Net.Sockets;
using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.EndToEnd.Tests.Edge;

/// <summary>Who sends a byte now and then to hold connections is hung up on, and costs others no call.</summary>
[Collection(EdgeSupervisor.Collection)]
public sealed class SlowClientTests(EdgeSupervisor edge)
{
    private const int Dribbling = 500;

    // Their headers have 4 s and their bodies 3 s; Kestrel looks once a second, and the machine may be busy.
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Five_hundred_dribbling_connections_are_closed_with_408_and_every_other_call_succeeds()
    {
        var id = await edge.Client.DeployFileAsync("requests/echo.js", with => with["allowUnauthenticated"] = true);
        var (headers, body) = ($"GET {FunctionCalls.Run(id)} HTTP/1.1\nHost: x\nX-Slow: ", $"POST {FunctionCalls.Run(id)} HTTP/1.1\nHost: x\nContent-Length: 100000\n\n");
        var since = Stopwatch.StartNew();

        var dribbling = Enumerable.Range(0, Dribbling).Select(number => DribbleAsync(edge.Client.Address, number % 2 == 0 ? headers : body)).ToList();
        var statuses = new List<int>();
        while (!dribbling.TrueForAll(one => one.IsCompleted) && since.Elapsed < s_limit)
        {
            statuses.Add((await edge.Client.CallAsync(id)).Status);
        }

        var answers = await Task.WhenAll(dribbling).WaitAsync(TimeSpan.FromSeconds(1));
        answers.Should().OnlyContain(answer => answer.StartsWith("HTTP/1.1 408"));
        answers.Where((_, number) => number % 2 == 0).Should().OnlyContain(answer => answer.Contains("The request did not come within 4 s"));
        answers.Where((_, number) => number % 2 == 1).Should().OnlyContain(answer => answer.Contains("The body came too slowly."));
        statuses.Should().OnlyContain(status => status == 200).And.HaveCountGreaterThan(20);
    }

    /// <summary>Sends a byte a quarter of a second until it is hung up on; what it was told.</summary>
    private static async Task<string> DribbleAsync(Uri address, string beginning)
    {
        using var connection = await RawHttp.ConnectAsync(address);
        await connection.WriteAsync(beginning);
        var answer = ReadToEndAsync(connection);
        try
        {
            while (await Task.WhenAny(answer, Task.Delay(TimeSpan.FromMilliseconds(250))) != answer)
            {
                await connection.WriteAsync("x");
            }
        }
        catch (Exception exception) when (exception is IOException or SocketException)
        {
            // Hung up on between two bytes.
        }

        return await answer;
    }

    // The end may come as a reset, when a byte was under way as it came.
    private static async Task<string> ReadToEndAsync(RawHttp connection)
    {
        var text = "";
        try
        {
            while (await connection.ReadSomeAsync() is { Length: > 0 } more)
            {
                text += more;
            }
        }
        catch (IOException)
        {
            // What came before it counts.
        }

        return text;
    }
}
