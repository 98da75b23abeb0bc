using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.EndToEnd.Tests.Life;

/// <summary>A disk that is full, or takes no writes, stops writing and nothing else; once it is better the server is, too.</summary>
public sealed class FullDiskTests
{
    private const string Key = "a-key-that-needs-no-file";

    [Fact]
    public async Task Writes_are_refused_with_507_and_503_reads_and_calls_go_on_nothing_acknowledged_is_lost_and_writing_comes_back_by_itself()
    {
        using var data = new DataFolder();
        // Disks of their own under the data and under the objects, seen by this server alone.
        string[] through =
        [
            "unshare", "--mount", "sh", "-c",
            $"mount -t tmpfs -o size=48m,mode=0700 none '{data.Path}' && mkdir -m 0700 '{data.Path}/objects' && mount -t tmpfs -o size=16m,mode=0700 none '{data.Path}/objects' && exec \"$@\"", "sh",
        ];
        await using var supervisor = await SupervisorProcess.StartThroughAsync(through, data, ("Access:AdminToken", Key), ("Storage:MinFreeBytes", "0"), ("Workers:Warm", "1"));
        using var client = new SandboxClient(supervisor.Address, Key);
        var function = await client.DeployAsync(
            """
            exports.handler = async (request, context) => {
              console.log('called');
              if (request.method === 'GET') return await context.bindings.databases.get('t', 'small');
              try { for (let i = 0; i < 64; i++) await context.bindings.databases.write('t', 'f' + i, 'x'.repeat(900000)); return 'written'; }
              catch (e) { return e.code + ': ' + e.message; }
            }
            """,
            with => with["bindings"] = JsonNode.Parse("""[{"service":"databases","permissions":[{}]}]"""));
        await client.MakeBucketAsync("b");
        (await client.PutObjectAsync("b", "kept", new StringContent("content"))).Status.Should().Be(200);
        (await WriteAsync(client, "small", 7)).Status.Should().Be(200);

        var filler = Fill($"/proc/{supervisor.Id}/root{data.Path}/filler");

        var rows = new List<string>();
        var refused = await UntilRefusedAsync(n => WriteAsync(client, $"row{n}", new string('x', 900_000)), n => rows.Add($"row{n}"));
        var deploy = await UntilRefusedAsync(n => client.PostAsync("/functions/deploy", new JsonObject { ["name"] = $"big{n}", ["code"] = $"exports.handler = () => {n} // {new string('x', 900_000)}" }));
        var emitted = await UntilRefusedAsync(n => client.PostAsync("/events/emit", new JsonObject { ["eventName"] = "e", ["data"] = new string('x', 900_000) }));
        var fromFunction = await client.SendAsync(HttpMethod.Post, $"/functions/run/{function}");

        foreach (var answer in new[] { refused, deploy, emitted })
        {
            answer.Status.Should().Be(507, answer.ToString());
            answer.Json["cause"]!["statusCode"]!.GetValue<int>().Should().Be(507);
            answer.Text.Should().Contain("disk is full").And.NotContain(data.Path);
        }

        fromFunction.Text.Should().Contain("disk is full").And.NotContain(data.Path);
        (await client.GetAsync($"/functions/run/{function}")).Text.Should().Be("7");
        (await client.GetObjectAsync("b", "kept")).Text.Should().Be("content");
        (await client.GetAsync("/health/ready")).Status.Should().Be(200);

        File.Delete(filler);
        (await WriteAsync(client, "after", 1)).Status.Should().Be(200, "there is room again");
        foreach (var row in rows.Append("small"))
        {
            (await client.PostAsync("/databases/get", new JsonObject { ["tableName"] = "t", ["key"] = row })).Status.Should().Be(200, row);
        }

        await RemountAsync(supervisor.Id, "ro", $"{data.Path}/objects");
        var readOnly = await client.PutObjectAsync("b", "kept", new StringContent("other"));
        var stillThere = await client.GetObjectAsync("b", "kept");
        await RemountAsync(supervisor.Id, "rw", $"{data.Path}/objects");

        readOnly.Status.Should().Be(503, readOnly.ToString());
        readOnly.Text.Should().Contain("read-only").And.NotContain(data.Path);
        stillThere.Text.Should().Be("content");
        (await client.PutObjectAsync("b", "kept", new StringContent("other"))).Status.Should().Be(200);
        (await client.GetObjectAsync("b", "kept")).Text.Should().Be("other");
    }

    private static Task<HttpAnswer> WriteAsync(SandboxClient client, string key, JsonNode value) =>
        client.PostAsync("/databases/write", new JsonObject { ["tableName"] = "t", ["key"] = key, ["value"] = value });

    /// <summary>SQLite has a little room of its own left: what fits into it is written.</summary>
    private static async Task<HttpAnswer> UntilRefusedAsync(Func<int, Task<HttpAnswer>> write, Action<int>? written = null)
    {
        for (var n = 0; n < 64; n++)
        {
            var answer = await write(n);
            if (answer.Status is not (200 or 201 or 202))
            {
                return answer;
            }

            written?.Invoke(n);
        }

        throw new InvalidOperationException("The disk takes everything.");
    }

    private static string Fill(string path)
    {
        using var file = new FileStream(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0 });
        for (var size = 1 << 20; size >= 4096;)
        {
            try
            {
                file.Write(new byte[size]);
            }
            catch (IOException)
            {
                size /= 2;
            }
        }

        return path;
    }

    private static async Task RemountAsync(int process, string how, string folder)
    {
        using var mount = Process.Start("nsenter", ["--target", process.ToString(CultureInfo.InvariantCulture), "--mount", "mount", "-o", $"remount,{how}", folder]);
        await mount.WaitForExitAsync();
        mount.ExitCode.Should().Be(0);
    }
}
