using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using MolnOS.Sandbox.Backups;
using MolnOS.Sandbox.Persistence;
using MolnOS.Sandbox.Supervisor.Tests.Management;
using MolnOS.Sandbox.Supervisor.Tests.Persistence;

namespace MolnOS.Sandbox.Supervisor.Tests.Backups;

/// <summary>A server with something of every kind in it, and folders for its backups.</summary>
public sealed class BackupRig : IAsyncLifetime, IDisposable
{
    public const string Content = "the content of an object";

    private readonly TemporaryFolder _folder = new();
    private int _files;

    public FrontHost Front { get; } = new();

    internal BackupDesk Desk => Front.Services.GetRequiredService<BackupDesk>();

    public async Task InitializeAsync()
    {
        await Front.InitializeAsync();
        await DoAsync("POST", "/functions/deploy", """{"name":"kept","code":"exports.handler = () => 1","env":{"S":{"secret":"hidden"}}}""");
        await DoAsync("POST", "/databases/write", """{"tableName":"t","key":"k","value":1}""");
        await DoAsync("POST", "/storage/buckets/b", "{}");
        await DoAsync("PUT", "/storage/buckets/b/objects", $$"""{"key":"o","content":"{{Content}}"}""");
        await DoAsync("POST", "/events/emit", """{"eventName":"e","data":1}""");
    }

    public Task DisposeAsync() => Front.DisposeAsync();

    public void Dispose() => _folder.Dispose();

    public async Task DoAsync(string method, string path, string body)
    {
        using var answer = await Front.SendAsync(method, path, body);
        answer.IsSuccessStatusCode.Should().BeTrue(await answer.Content.ReadAsStringAsync());
    }

    /// <summary>A path that nothing has.</summary>
    public string NewPath() => _folder.PathOf($"{Interlocked.Increment(ref _files)}");

    /// <summary>Takes a backup over HTTP; its bytes.</summary>
    public async Task<byte[]> TakeAsync(string query = "")
    {
        using var answer = await Front.SendAsync("POST", "/backup" + query);
        answer.StatusCode.Should().Be(HttpStatusCode.OK);
        return await answer.Content.ReadAsByteArrayAsync();
    }

    /// <summary>Restores bytes into a folder.</summary>
    internal RestoreReport Restore(byte[] archive, string folder, bool keepsFormer = false)
    {
        var file = NewPath();
        File.WriteAllBytes(file, archive);
        return DataRestore.Run(file, folder, keepsFormer, DateTimeOffset.UnixEpoch);
    }

    /// <summary>Every file of a data folder but its lock, with what it has.</summary>
    public static IReadOnlyDictionary<string, string> FilesOf(string folder) => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        .Where(file => Path.GetFileName(file) != DataFolder.LockName)
        .ToDictionary(file => Path.GetRelativePath(folder, file), file => Encoding.Latin1.GetString(File.ReadAllBytes(file)), StringComparer.Ordinal);
}
