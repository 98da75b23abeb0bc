using System.Diagnostics;
using System.Net.Sockets;
using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.EndToEnd.Tests.Life;

/// <summary>A supervisor asked to stop ends what it began, takes nothing new, and leaves no process.</summary>
[Collection(QuietMachine.Collection)]
public sealed class StopTests
{
    [Fact]
    public async Task A_call_in_flight_ends_new_connections_are_refused_and_the_exit_follows_at_once()
    {
        await using var supervisor = await SupervisorProcess.StartAsync();
        using var client = supervisor.Client();
        var id = await client.DeployAsync("async function handler() { console.log('begun'); await new Promise((resolve) => setTimeout(resolve, 3000)); return 'ended'; }");
        var call = client.CallAsync(id);
        await client.LogLineAsync(id, line => line.Message == "begun", "the call that has begun");
        var workers = supervisor.Workers;

        supervisor.Terminate();
        await Eventually.HoldsAsync(() => IsRefusedAsync(supervisor.Address), TimeSpan.FromSeconds(2), "new connections are refused");
        var inFlight = !call.IsCompleted;
        var answer = await call;
        var watch = Stopwatch.StartNew();
        var code = await supervisor.ExitAsync(TimeSpan.FromSeconds(5));

        inFlight.Should().BeTrue("connections are refused while the call still runs");
        answer.Status.Should().Be(200, answer.ToString());
        answer.Text.Should().Be("ended");
        code.Should().Be(0, supervisor.Output);
        watch.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(2));
        await GoneAsync(workers);
    }

    [Fact]
    public async Task A_call_that_never_ends_gets_a_definite_error_at_the_end_of_the_grace_and_the_exit_follows_within_a_second()
    {
        await using var supervisor = await SupervisorProcess.StartAsync(("Hosting:ShutdownGrace", "00:00:01"));
        using var client = supervisor.Client();
        var id = await client.DeployAsync("async function handler() { console.log('begun'); await new Promise((resolve) => setTimeout(resolve, 600_000)); }");
        var call = client.CallAsync(id);
        await client.LogLineAsync(id, line => line.Message == "begun", "the call that has begun");
        var workers = supervisor.Workers;

        var watch = Stopwatch.StartNew();
        supervisor.Terminate();
        var answer = await call;
        var code = await supervisor.ExitAsync(TimeSpan.FromSeconds(5));

        answer.Status.Should().Be(503, answer.ToString());
        watch.Elapsed.Should().BeGreaterThan(TimeSpan.FromMilliseconds(900)).And.BeLessThan(TimeSpan.FromSeconds(2));
        code.Should().Be(0, supervisor.Output);
        await GoneAsync(workers);
    }

    private static async Task<bool> IsRefusedAsync(Uri address)
    {
        using var tcp = new TcpClient();
        try
        {
            await tcp.ConnectAsync(address.Host, address.Port);
            return false;
        }
        catch (SocketException)
        {
            return true;
        }
    }

    private static Task GoneAsync(IReadOnlyList<ProcessEntry> workers)
    {
        workers.Should().NotBeEmpty();
        return Eventually.HoldsAsync(() => Task.FromResult(workers.All(worker => !worker.IsAlive)), TimeSpan.FromSeconds(2), "every worker is gone");
    }
}
