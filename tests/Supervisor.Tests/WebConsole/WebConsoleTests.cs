using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using MolnOS.Sandbox.Supervisor.Tests.Management;
using MolnOS.Sandbox.WebConsole;

namespace MolnOS.Sandbox.Supervisor.Tests.WebConsole;

/// <summary><c>/console</c> serves the files that its build made, and nothing else.</summary>
public sealed class WebConsoleTests(FrontHost host) : IClassFixture<FrontHost>
{
    [Theory]
    [InlineData("/console")]
    [InlineData("/console/")]
    [InlineData("/console/functions/abcd1234/code")]
    public async Task Every_address_of_the_console_begins_with_its_page_under_a_strict_policy(string path)
    {
        using var answer = await host.Client.GetAsync(new Uri(path, UriKind.Relative));

        answer.StatusCode.Should().Be(HttpStatusCode.OK);
        answer.Content.Headers.ContentType!.ToString().Should().Be("text/html; charset=utf-8");
        (await answer.Content.ReadAsStringAsync()).Should().Contain("<div id=\"app\">").And.NotContain("<script>").And.NotContain("http://").And.NotContain("https://");
        var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        policy.Should().Contain("default-src 'none'").And.Contain("script-src 'self'").And.Contain("frame-ancestors 'none'").And.NotContain("unsafe");
        answer.Headers.GetValues("X-Content-Type-Options").Should().Equal("nosniff");
        answer.Headers.CacheControl!.NoCache.Should().BeTrue();
    }

    [Fact]
    public async Task What_the_page_names_is_there_and_kept_for_a_year()
    {
        var page = await host.Client.GetStringAsync(new Uri("/console/", UriKind.Relative));
        var named = page.Split('"').Where(text => text.StartsWith("/console/assets/", StringComparison.Ordinal)).ToList();

        named.Should().HaveCountGreaterThan(2);
        foreach (var path in named)
        {
            using var answer = await host.Client.GetAsync(new Uri(path, UriKind.Relative));

            answer.StatusCode.Should().Be(HttpStatusCode.OK, path);
            answer.Headers.CacheControl!.ToString().Should().Contain("immutable");
        }
    }

    [Theory]
    [InlineData("gzip", "gzip")]
    [InlineData("gzip, deflate, br", "br")]
    [InlineData("br;q=0, gzip;q=0.5", "gzip")]
    [InlineData("identity", null)]
    [InlineData("gzip; q=broken", null)]
    public async Task A_reader_gets_the_form_it_takes(string accepts, string? encoding)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/console/");
        request.Headers.TryAddWithoutValidation("Accept-Encoding", accepts);
        using var answer = await host.Client.SendAsync(request);

        answer.Content.Headers.ContentEncoding.Should().Equal(encoding is null ? [] : [encoding]);
        answer.Headers.Vary.Should().Contain("Accept-Encoding");
        await using var body = await answer.Content.ReadAsStreamAsync();
        await using var plain = encoding switch { "br" => new BrotliStream(body, CompressionMode.Decompress), "gzip" => new GZipStream(body, CompressionMode.Decompress), _ => body };
        (await new StreamReader(plain).ReadToEndAsync()).Should().Contain("<div id=\"app\">");
    }

    [Fact]
    public async Task Who_has_it_already_is_told_so_and_each_form_has_a_tag_of_its_own()
    {
        using var first = await host.Client.GetAsync(new Uri("/console/", UriKind.Relative));
        using var again = new HttpRequestMessage(HttpMethod.Get, "/console/");
        again.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        using var second = await host.Client.SendAsync(again);
        using var other = new HttpRequestMessage(HttpMethod.Get, "/console/");
        other.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("br"));
        other.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        using var third = await host.Client.SendAsync(other);

        second.StatusCode.Should().Be(HttpStatusCode.NotModified);
        third.StatusCode.Should().Be(HttpStatusCode.OK);
        third.Headers.ETag.Should().NotBe(first.Headers.ETag);
    }

    [Theory]
    [InlineData("/console/assets/nothing.js")]
    [InlineData("/console/index.html.br")]
    [InlineData("/console/..%2fmolnos-sandbox.dll")]
    [InlineData("/console/molnos-sandbox.json")]
    public async Task What_the_build_did_not_make_is_not_there(string path)
    {
        using var answer = await host.Client.GetAsync(new Uri(path, UriKind.Relative));

        answer.StatusCode.Should().BeOneOf(HttpStatusCode.NotFound, HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync()).Should().Contain("\"cause\"");
    }

    [Fact]
    public async Task Switched_off_there_is_no_console()
    {
        var off = new FrontHost(static _ => { }, "--WebConsole:Enabled", "false");
        await off.InitializeAsync();
        try
        {
            using var answer = await off.Client.GetAsync(new Uri("/console/", UriKind.Relative));

            answer.StatusCode.Should().Be(HttpStatusCode.NotFound);
        }
        finally
        {
            await off.DisposeAsync();
        }
    }

    [Fact]
    public void A_folder_that_is_not_there_holds_no_file() => ConsoleFile.ReadAll("/nowhere").Should().BeEmpty();

    [Fact]
    public void The_first_load_stays_below_300_kB_with_everything_it_may_load_later()
    {
        var files = ConsoleFile.ReadAll(Path.Combine(AppContext.BaseDirectory, "console"));

        files.Where(file => !file.Key.EndsWith(".md", StringComparison.Ordinal)).Sum(file => file.Value.Gzip!.Length).Should().BeLessThan(300_000);
    }
}
