using System.Buffers;
using System.Diagnostics;
using System.Text.Json;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;
using BadHttpRequestException = Microsoft.AspNetCore.Http.BadHttpRequestException;

namespace MolnOS.Sandbox.Hosting.Errors;

/// <summary>
/// Gives an <see cref="ErrorAnswer"/> to requests that Kestrel itself refuses, before any middleware: it could not read their head. Kestrel tells its
/// diagnostic source of each, at the moment when it has chosen the status and written nothing. Nothing else is told to this one, so no good request pays for it.
/// </summary>
internal sealed class UnreadableRequests(IOptions<KestrelServerOptions> kestrel) : DiagnosticSource
{
    private const string BadRequest = "Microsoft.AspNetCore.Server.Kestrel.BadRequest";

    public override bool IsEnabled(string name) => string.Equals(name, BadRequest, StringComparison.Ordinal);

    public override void Write(string name, object? value)
    {
        if (value is not IFeatureCollection request
            || request.Get<IBadRequestExceptionFeature>()?.Error is not BadHttpRequestException error
            || request.Get<IHttpResponseFeature>() is not { HasStarted: false } response
            || request.Get<IHttpResponseBodyFeature>() is not { } body
            || request.Get<IConnectionTransportFeature>() is not { } connection)
        {
            return;
        }

        var answer = ErrorAnswer.For(error.StatusCode, MessageFor(error, kestrel.Value.Limits));
        var bytes = JsonSerializer.SerializeToUtf8Bytes(answer, ErrorJson.Readable.ErrorAnswer);
        response.Headers.ContentType = "application/json";
        response.Headers.ContentLength = bytes.Length;
        response.Headers.Connection = "close";

        // Once the answer has begun Kestrel adds nothing of its own and closes. The body has no writer here: Kestrel makes one for requests it could read.
        // Closing flushes, so nothing is awaited.
        if (body.StartAsync().IsCompletedSuccessfully && !HttpMethods.IsHead(request.Get<IHttpRequestFeature>()?.Method ?? ""))
        {
            connection.Transport.Output.Write(bytes);
        }
    }

    private static string MessageFor(BadHttpRequestException error, KestrelServerLimits limits) => error.StatusCode switch
    {
        StatusCodes.Status408RequestTimeout => $"The request did not come within {limits.RequestHeadersTimeout.TotalSeconds:0} s, or came too slowly.",
        StatusCodes.Status414UriTooLong => $"The request line, which has the address and its query, is longer than the limit of {limits.MaxRequestLineSize} bytes.",
        StatusCodes.Status431RequestHeaderFieldsTooLarge =>
            $"The headers are over the limit of {limits.MaxRequestHeadersTotalSize} bytes, or of {limits.MaxRequestHeaderCount} lines.",
        _ => $"The request is not HTTP as this server reads it: {WithoutQuotation(error.Message)}.",
    };

    /// <summary>Kestrel quotes what it could not read, or not, as its logging is set.</summary>
    private static string WithoutQuotation(string message) => message.Split(": '")[0].TrimEnd('.');
}
