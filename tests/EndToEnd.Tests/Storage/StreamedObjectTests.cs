using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.EndToEnd.Tests.Storage;

/// <summary>An object is never whole in the server's memory, and whoever reads one reads that one to its end.</summary>
public sealed class StreamedObjectTests
{
    private const int Megabyte = 1024 * 1024;

    [Theory]
    [InlineData("raw")]
    [InlineData("chunked")]
    [InlineData("form")]
    public async Task A_large_object_comes_and_goes_in_a_fraction_of_its_size_of_memory(string way)
    {
        const int Size = 96 * Megabyte;
        await using var supervisor = await SupervisorProcess.StartAsync();
        using var client = supervisor.Client();
        await client.MakeBucketAsync("b");
        await PutAsync(client, way, 4 * Megabyte);
        using var watch = new PeakMemory(supervisor);

        var (put, hash) = await PutAsync(client, way, Size);

        put.Status.Should().Be(200, put.ToString());
        (put.Json["size"]!.GetValue<int>(), put.Json["hash"]!.GetValue<string>()).Should().Be((Size, hash));
        (await HashOfAsync(client, "k")).Should().Be(hash);
        var (before, peak) = await watch.EndAsync();
        (peak - before).Should().BeLessThan(Size / 3, $"{before / Megabyte} MiB grew to {peak / Megabyte} MiB");
    }

    [Fact]
    public async Task A_reader_that_has_begun_reads_the_old_object_to_its_end_while_it_is_written_anew_and_removed()
    {
        const int Size = 24 * Megabyte;
        await using var supervisor = await SupervisorProcess.StartAsync();
        using var client = supervisor.Client();
        await client.MakeBucketAsync("b");
        await client.PutObjectAsync("b", "k", new ByteArrayContent(Filled(Size, 1)));
        using var reading = await client.OpenAsync(HttpMethod.Get, "/storage/buckets/b/objects/k", null, CancellationToken.None);
        await using var body = await reading.Content.ReadAsStreamAsync();
        var first = new byte[1000];
        await body.ReadExactlyAsync(first);

        (await client.PutObjectAsync("b", "k", new ByteArrayContent(Filled(1000, 2)))).Status.Should().Be(200);
        (await client.GetObjectAsync("b", "k")).Bytes.Should().Equal(Filled(1000, 2));
        (await client.DeleteAsync("/storage/buckets/b?force=true")).Status.Should().Be(200);

        var rest = new byte[Size - 1000];
        await body.ReadExactlyAsync(rest);
        first.Concat(rest).All(one => one == 1).Should().BeTrue();
        (await client.GetObjectAsync("b", "k")).Status.Should().Be(404);
    }

    [Fact]
    public async Task A_sender_that_leaves_midway_leaves_no_object_and_no_file()
    {
        using var data = new DataFolder();
        await using var supervisor = await SupervisorProcess.StartOnAsync(data);
        using var client = supervisor.Client();
        await client.MakeBucketAsync("b");
        using (var connection = await RawHttp.ConnectAsync(supervisor.Address))
        {
            await connection.WriteAsync($"PUT /storage/buckets/b/objects?key=k HTTP/1.1\nHost: x\nAuthorization: Bearer {supervisor.AdminToken}\nContent-Length: 9000000\n\n");
            await connection.WriteAsync(new string('x', 3_000_000));
            await Eventually.HoldsAsync(() => Task.FromResult(Files(data).Any(file => file.Length > Megabyte)), TimeSpan.FromSeconds(20), "a part of it is on the disk");
            connection.Reset();
        }

        await Eventually.HoldsAsync(() => Task.FromResult(!Files(data).Any()), TimeSpan.FromSeconds(20), "the part is gone");
        (await client.GetObjectAsync("b", "k")).Status.Should().Be(404);
    }

    private static IEnumerable<FileInfo> Files(DataFolder data) => new DirectoryInfo(Path.Combine(data.Path, "objects")).EnumerateFiles("*", SearchOption.AllDirectories);

    private static byte[] Filled(int size, byte value)
    {
        var bytes = new byte[size];
        bytes.AsSpan().Fill(value);
        return bytes;
    }

    private static async Task<(HttpAnswer Answer, string Hash)> PutAsync(SandboxClient client, string way, int size)
    {
        using var content = new GeneratedContent(size, isAnnounced: way != "chunked");
        if (way != "form")
        {
            return (await client.PutObjectAsync("b", "k", content), content.Hash);
        }

        using var form = new MultipartFormDataContent { { new StringContent("k"), "key" }, { content, "file", "f" } };
        return (await client.SendAsync(HttpMethod.Put, "/storage/buckets/b/objects", form), content.Hash);
    }

    private static async Task<string> HashOfAsync(SandboxClient client, string key)
    {
        using var answer = await client.OpenAsync(HttpMethod.Get, $"/storage/buckets/b/objects/{key}", null, CancellationToken.None);
        answer.StatusCode.Should().Be(HttpStatusCode.OK);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(await answer.Content.ReadAsStreamAsync()));
    }

    /// <summary>Bytes that are made as they are sent.</summary>
    private sealed class GeneratedContent : HttpContent
    {
        private readonly int _size;
        private readonly bool _isAnnounced;

        public GeneratedContent(int size, bool isAnnounced)
        {
            (_size, _isAnnounced) = (size, isAnnounced);
            Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        }

        public string Hash { get; private set; } = "";

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var random = new Random(_size);
            var buffer = new byte[64 * 1024];
            for (var left = _size; left > 0; left -= buffer.Length)
            {
                random.NextBytes(buffer);
                hash.AppendData(buffer);
                await stream.WriteAsync(buffer);
            }

            Hash = Convert.ToHexStringLower(hash.GetHashAndReset());
        }

        protected override bool TryComputeLength(out long length)
        {
            length = _size;
            return _isAnnounced;
        }
    }

    /// <summary>Looks at a supervisor's memory again and again.</summary>
    private sealed class PeakMemory : IDisposable
    {
        private readonly CancellationTokenSource _end = new();
        private readonly long _before;
        private readonly Task<long> _peak;

        public PeakMemory(SupervisorProcess supervisor)
        {
            _before = supervisor.ResidentBytes;
            _peak = WatchAsync(supervisor);
        }

        public async Task<(long Before, long Peak)> EndAsync()
        {
            await _end.CancelAsync();
            return (_before, await _peak);
        }

        public void Dispose() => _end.Dispose();

        private async Task<long> WatchAsync(SupervisorProcess supervisor)
        {
            var peak = 0L;
            while (!_end.IsCancellationRequested)
            {
                peak = Math.Max(peak, supervisor.ResidentBytes);
                await Task.Delay(TimeSpan.FromMilliseconds(5));
            }

            return peak;
        }
    }
}
