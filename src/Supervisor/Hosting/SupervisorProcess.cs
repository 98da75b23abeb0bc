namespace MolnOS.Sandbox.Hosting;

/// <summary>The life of the process: start or say in one line why not, tell the address, run until a signal, stop.</summary>
internal static class SupervisorProcess
{
    /// <summary>Runs the host; 0 after a stop, else as <see cref="StartFailure"/> says.</summary>
    public static async Task<int> RunAsync(Func<WebApplication> build)
    {
        WebApplication? app = null;
        try
        {
            app = build();
            await app.StartAsync();
        }
        catch (Exception exception)
        {
            await DisposeAsync(app);
            return await RefuseAsync(exception);
        }

        foreach (var url in app.Urls)
        {
            await Console.Out.WriteLineAsync($"Now listening on: {url}");
        }

        await StopAsync(app);
        return 0;
    }

    /// <summary>Says whether the settings are good, and starts nothing; 0 if so, else as <see cref="StartFailure"/> says.</summary>
    public static async Task<int> CheckAsync(Func<Task> attempt)
    {
        try
        {
            await attempt();
        }
        catch (Exception exception)
        {
            return await RefuseAsync(exception);
        }

        await Console.Out.WriteLineAsync("The settings are good.");
        return 0;
    }

    private static async Task<int> RefuseAsync(Exception exception)
    {
        var (line, exitCode) = StartFailure.Describe(exception);
        await Console.Error.WriteLineAsync($"MolnOS Sandbox cannot start: {line ?? exception.ToString()}");
        return exitCode;
    }

    private static async Task StopAsync(WebApplication app)
    {
        try
        {
            await app.WaitForShutdownAsync();
        }
        catch (Exception exception) when (exception is OperationCanceledException or AggregateException)
        {
            // The grace is over and something was cut off: that is what the grace is for, and no failure of the process.
        }

        await DisposeAsync(app);
    }

    private static async Task DisposeAsync(WebApplication? app)
    {
        if (app is not null)
        {
            await app.DisposeAsync();
        }
    }
}
