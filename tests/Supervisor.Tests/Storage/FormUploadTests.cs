using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.Supervisor.Tests.Storage;

/// <summary>A form puts an object whole, or is refused and puts none.</summary>
public sealed class FormUploadTests(StorageHost host) : IClassFixture<StorageHost>
{
    private const string Key = "--b\r\nContent-Disposition: form-data; name=\"key\"\r\n\r\nk\r\n";
    private const string File = "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f\"\r\n\r\ncontent\r\n";
    private const string Other = "--b\r\nContent-Disposition: form-data; name=\"other\"\r\n\r\nx\r\n";
    private const string End = "--b--\r\n";

    public static TheoryData<string, string> Wrong { get; } = new()
    {
        { File + Key + End, "must come before the file" },
        { File + End, "must come before the file" },
        { Key + End, "no file" },
        { End, "no field key" },
        { Key + Key + File + End, "'key' is not expected" },
        { Key + File + File + End, "'file' is not expected" },
        { Key + File + Other + End, "'other' is not expected" },
        { Other + Key + File + End, "'other' is not expected" },
        { Key.Replace("\r\nk\r\n", "\r\n..\r\n") + File + End, "must not be" },
        { Key.Replace("\r\nk\r\n", "\r\n\r\n") + File + End, "1 to 1024 characters" },
        { Key.Replace("\r\nk\r\n", $"\r\n{new string('k', 5000)}\r\n") + File + End, "1 to 1024 characters" },
        { Key + File.Replace("form-data; name=\"file\"; filename=\"f\"", "attachment"), "no name" },
        { Key + File, "ends before its end" },
        { Key + File[..^4], "ends before its end" },
        { Key, "ends before its end" },
        { Key + File.Replace("; filename=\"f\"", new string(' ', 20_000)), "multipart/form-data" },
        { "", "ends before its end" },
        { "garbage", "ends before its end" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task A_wrong_form_is_refused_with_its_reason_and_puts_nothing(string form, string part)
    {
        var bucket = await host.BucketAsync();
        var files = host.Files().Count;

        var answer = await SendAsync(bucket, form);

        answer.Status.Should().Be(400, answer.ToString());
        answer.Json["message"]!.GetValue<string>().Should().Contain(part);
        (await host.GetAsync(bucket, "k")).Status.Should().Be(404);
        host.Files().Should().HaveCount(files);
    }

    [Fact]
    public async Task A_file_that_looks_like_a_boundary_is_kept_as_it_is()
    {
        var bucket = await host.BucketAsync();
        var content = "--b is no boundary\r\n--\r\n-b--\r\n--";

        (await SendAsync(bucket, Key + File.Replace("content", content) + End)).Status.Should().Be(200);

        (await host.GetAsync(bucket, "k")).Text.Should().Be(content);
    }

    [Fact]
    public async Task A_key_is_given_once()
    {
        var bucket = await host.BucketAsync();

        var answer = await host.SendAsync("PUT", $"/storage/buckets/{bucket}/objects?key=k", Key + File + End, "multipart/form-data; boundary=b");

        answer.Status.Should().Be(400);
        answer.Json["message"]!.GetValue<string>().Should().StartWith("Give the key once");
    }

    private Task<HttpAnswer> SendAsync(string bucket, string form) => host.SendAsync("PUT", $"/storage/buckets/{bucket}/objects", form, "multipart/form-data; boundary=\"b\"");
}
