using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;

namespace MolnOS.Sandbox.EndToEnd.Tests.Edge;

/// <summary>The curl of this machine, which checks certificates by a file and finds the tests' names on the loopback address.</summary>
internal static class Curl
{
    /// <summary>Sends a request and returns what curl says of it: the protocol, the status and the answer.</summary>
    public static async Task<(string Protocol, int Status, string Body)> RunAsync(Uri address, string certificateFile, params string[] further)
    {
        string[] words =
        [
            "--silent", "--show-error", "--max-time", "30", "--noproxy", "*", "--cacert", certificateFile,
            "--resolve", string.Create(CultureInfo.InvariantCulture, $"{address.Host}:{address.Port}:127.0.0.1"),
            "--write-out", "\n%{http_version} %{http_code}", .. further, address.OriginalString,
        ];
        using var curl = Process.Start(new ProcessStartInfo("curl", words) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = curl.StandardError.ReadToEndAsync();
        var output = await curl.StandardOutput.ReadToEndAsync();
        await curl.WaitForExitAsync();
        curl.ExitCode.Should().Be(0, await errors);
        var end = output.LastIndexOf('\n');
        var summary = output[(end + 1)..].Split(' ');
        return (summary[0], int.Parse(summary[1], CultureInfo.InvariantCulture), output[..end]);
    }

    /// <summary>The same, of an answer in JSON.</summary>
    public static async Task<JsonNode> GetJsonAsync(Uri address, string certificateFile, params string[] further)
    {
        var (_, status, body) = await RunAsync(address, certificateFile, further);
        status.Should().Be(200, body);
        return JsonNode.Parse(body)!;
    }
}
