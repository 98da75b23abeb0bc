using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using MolnOS.Sandbox.Functions;
using MolnOS.Sandbox.Protocol.Functions;
using MolnOS.Sandbox.Protocol.Worker;
using MolnOS.Sandbox.Supervisor.Tests.Triggers;
using MolnOS.Sandbox.Triggers;

namespace MolnOS.Sandbox.Supervisor.Tests.Management;

/// <summary>Which answers are compressed.</summary>
public sealed class CompressionTests
{
    private const string Run = "/functions/run/abcd_-99";

    private static readonly byte[] s_long = Encoding.UTF8.GetBytes(new string('x', 4000));

    [Fact]
    public async Task Long_texts_of_functions_and_lists_of_the_API_are_compressed_for_who_accepts_it_and_nothing_else_is()
    {
        var answers = new Dictionary<string, (AnswerBodyType Type, byte[] Body, (string, string)[] Headers)>(StringComparer.Ordinal)
        {
            ["/long"] = (AnswerBodyType.Text, s_long, []),
            ["/short"] = (AnswerBodyType.Text, "short"u8.ToArray(), []),
            ["/bytes"] = (AnswerBodyType.Bytes, s_long, []),
            ["/tagged"] = (AnswerBodyType.Text, s_long, [("etag", "\"1\"")]),
            ["/encoded"] = (AnswerBodyType.Text, s_long, [("content-encoding", "br")]),
            ["/untouched"] = (AnswerBodyType.Text, s_long, [("cache-control", "no-transform")]),
        };
        var host = new FrontHost(
            services => services.Replace(ServiceDescriptor.Singleton<InvokeFunction>((_, _, request, _) =>
            {
                var (type, body, headers) = answers[((InvokeRequest.Http)request).Subpath];
                return TriggerHost.Of(200, type, body, headers: headers);
            })),
            "--Compression:Enabled",
            "true");
        await host.InitializeAsync();
        host.Services.GetRequiredService<FunctionCatalog>().Put(new DeployedFunction
        {
            Id = "abcd_-99",
            Definition = new FunctionDefinition { Name = "answers", AllowUnauthenticated = true },
            Version = 1,
            CreatedAt = DateTimeOffset.UnixEpoch,
            UpdatedAt = DateTimeOffset.UnixEpoch,
        });

        var encodings = new List<string>();
        foreach (var target in answers.Keys.Select(path => Run + path).Append("/openapi.json"))
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, target);
            request.Headers.Add("Accept-Encoding", "gzip");
            using var answer = await host.Client.SendAsync(request);
            encodings.Add($"{target.Split('/')[^1]} {string.Join(',', answer.Content.Headers.ContentEncoding)}".TrimEnd());
        }

        using var plain = await host.Client.GetAsync(Run + "/long");
        await host.DisposeAsync();

        encodings.Should().Equal("long gzip", "short", "bytes", "tagged", "encoded br", "untouched", "openapi.json gzip");
        plain.Content.Headers.ContentLength.Should().Be(4000);
    }
}
