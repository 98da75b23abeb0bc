using System.Collections.Concurrent;
using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.EndToEnd.Tests.Storage;

/// <summary>What was acknowledged is there after any end of the server, whole; what was not leaves nothing behind.</summary>
public sealed class StorageLifeTests
{
    private const int Writers = 8;
    private const int Keys = 6;

    [Fact]
    public async Task A_kill_during_many_uploads_loses_no_acknowledged_object_and_leaves_no_half_one()
    {
        using var data = new DataFolder();
        // For each key the newest version that was acknowledged, and the newest that was begun.
        var acknowledged = new ConcurrentDictionary<string, int>();
        var begun = new ConcurrentDictionary<string, int>();
        for (var round = 0; round < 3; round++)
        {
            await using var supervisor = await SupervisorProcess.StartOnAsync(data, ("Workers:Warm", "0"));
            using var client = supervisor.Client();
            if (round == 0)
            {
                await client.MakeBucketAsync("b");
            }

            var before = acknowledged.Values.Sum();
            var writers = Enumerable.Range(0, Writers).Select(writer => WriteUntilItEndsAsync(client, $"{writer}", acknowledged, begun)).ToList();
            await Eventually.HoldsAsync(() => Task.FromResult(acknowledged.Values.Sum() >= before + 60), TimeSpan.FromSeconds(60), "many objects were acknowledged");
            await supervisor.KillAsync();
            await Task.WhenAll(writers);
        }

        await using var last = await SupervisorProcess.StartOnAsync(data, ("Workers:Warm", "0"));
        using var reader = last.Client();

        foreach (var (key, version) in acknowledged)
        {
            var answer = await reader.GetObjectAsync("b", key);
            answer.Status.Should().Be(200, key);
            var seen = int.Parse(answer.Text.Split(':')[0]);
            answer.Text.Should().Be(Content(seen), "it is whole");
            seen.Should().BeInRange(version, begun[key]);
        }

        var objects = (await reader.GetAsync("/storage/buckets/b")).Json;
        await Eventually.HoldsAsync(
            () => Task.FromResult(Directory.GetFiles(Path.Combine(data.Path, "objects"), "*", SearchOption.AllDirectories).Length == objects["objects"]!.GetValue<int>()),
            TimeSpan.FromSeconds(20),
            "there are as many files as objects");
    }

    [Fact]
    public async Task On_a_full_disk_an_upload_is_refused_nothing_is_half_and_the_server_goes_on()
    {
        using var data = new DataFolder();
        var objects = Directory.CreateDirectory(Path.Combine(data.Path, "objects")).FullName;
        // A disk of 8 MiB under the objects, seen by this server alone.
        string[] through = ["unshare", "--mount", "sh", "-c", $"mount -t tmpfs -o size=8m,mode=0700 none '{objects}' && exec \"$@\"", "sh"];
        await using var supervisor = await SupervisorProcess.StartThroughAsync(through, data, ("Storage:MinFreeBytes", "0"));
        using var client = supervisor.Client();
        await client.MakeBucketAsync("b");
        (await client.PutObjectAsync("b", "k", new ByteArrayContent(new byte[5_000_000]))).Status.Should().Be(200);

        var announced = await client.PutObjectAsync("b", "k", new ByteArrayContent(new byte[6_000_000]));
        using var chunks = new StreamContent(new MemoryStream(new byte[6_000_000]));
        var unannounced = await client.SendAsync(HttpMethod.Put, "/storage/buckets/b/objects?key=k", chunks, ("Transfer-Encoding", "chunked"));

        foreach (var refused in new[] { announced, unannounced })
        {
            refused.Status.Should().Be(507, refused.ToString());
            refused.Json["cause"]!["statusCode"]!.GetValue<int>().Should().Be(507);
            refused.Text.Should().NotContain(data.Path);
        }

        unannounced.Text.Should().Contain("The server's disk is full", "the disk itself said so, in the middle");
        (await client.GetObjectAsync("b", "k")).Bytes.Should().HaveCount(5_000_000);
        (await client.PutObjectAsync("b", "small", new ByteArrayContent(new byte[2_000_000]))).Status.Should().Be(200, "the refused ones left no byte");
        (await client.GetAsync("/health/ready")).Status.Should().Be(200);
    }

    private static string Content(int version) => $"{version}:" + new string((char)('a' + (version % 26)), 1000 + (version * 997 % 300_000));

    private static async Task WriteUntilItEndsAsync(SandboxClient client, string writer, ConcurrentDictionary<string, int> acknowledged, ConcurrentDictionary<string, int> begun)
    {
        for (var turn = 0; ; turn++)
        {
            // A key belongs to one writer, so that its versions come in order.
            var key = $"{writer}/{turn % Keys}";
            var version = begun.AddOrUpdate(key, 1, (_, last) => last + 1);
            try
            {
                var answer = await client.PutObjectAsync("b", key, new StringContent(Content(version)));
                if (answer.Status == 200)
                {
                    acknowledged[key] = version;
                }
            }
            catch (HttpRequestException)
            {
                return;
            }
        }
    }
}
