using System.Globalization;
using MolnOS.Sandbox.Protocol.JsonRpc;

namespace MolnOS.Sandbox.Protocol.Worker;

/// <summary>Writes the params of an <c>invoke</c> request straight into the connection's buffer.</summary>
internal static class InvokeRequestWriter
{
    public static void Write(FrameBuffer frame, (InvokeRequest Request, int Mark) call)
    {
        var request = call.Request;
        switch (request)
        {
            case InvokeRequest.Http http:
                WriteHttp(frame, http);
                break;
            case InvokeRequest.Event @event:
                WriteEvent(frame, @event);
                break;
            case InvokeRequest.Schedule schedule:
                WriteSchedule(frame, schedule);
                break;
        }

        frame.Raw(",\"identity\":"u8);
        WriteIdentity(frame, request.Identity);
        frame.Raw(",\"deadline\":"u8);
        frame.Number(request.Deadline.ToUnixTimeMilliseconds());
        if (request.Trace is { } trace)
        {
            frame.Raw(",\"traceparent\":"u8);
            frame.AsciiString(trace.TraceParent);
        }

        frame.Raw(",\"mark\":"u8);
        frame.Number(call.Mark);
        WriteBody(frame, request.Body);
        frame.Raw("}"u8);
    }

    private static void WriteHttp(FrameBuffer frame, InvokeRequest.Http request)
    {
        frame.Raw("{\"kind\":\"http\",\"method\":"u8);
        frame.AsciiString(request.Method);
        frame.Raw(",\"origin\":"u8);
        frame.AsciiString(request.Origin);
        frame.Raw(",\"path\":"u8);
        frame.AsciiString(request.Path);
        frame.Raw(",\"subpath\":"u8);
        frame.AsciiString(request.Subpath);
        frame.Raw(",\"query\":"u8);
        frame.AsciiString(request.Query);
        frame.Raw(",\"headers\":{"u8);
        var headers = request.Headers;
        for (var index = 0; index < headers.Count; index++)
        {
            var (name, value) = headers[index];
            frame.Member(name, isFirst: index == 0);
            frame.AsciiString(value);
        }

        frame.Raw("},\"ip\":"u8);
        if (request.Ip is { } ip)
        {
            frame.AsciiString(ip);
        }
        else
        {
            frame.Raw("null"u8);
        }
    }

    private static void WriteEvent(FrameBuffer frame, InvokeRequest.Event request)
    {
        frame.Raw("{\"kind\":\"event\",\"eventName\":"u8);
        frame.AsciiString(request.EventName);
        frame.Raw(",\"eventId\":"u8);
        frame.AsciiString(request.EventId);
        frame.Raw(",\"chainDepth\":"u8);
        frame.Number(request.Chain.Depth);
        frame.Raw(",\"timestamp\":"u8);
        WriteMoment(frame, request.Timestamp);
        frame.Raw(",\"source\":"u8);
        frame.AsciiString(request.Source);
        frame.Raw(",\"attempt\":"u8);
        frame.Number(request.Attempt);
    }

    private static void WriteSchedule(FrameBuffer frame, InvokeRequest.Schedule request)
    {
        frame.Raw("{\"kind\":\"schedule\",\"eventId\":"u8);
        frame.AsciiString(request.EventId);
        frame.Raw(",\"chainDepth\":"u8);
        frame.Number(request.Chain.Depth);
        frame.Raw(",\"timestamp\":"u8);
        WriteMoment(frame, request.Timestamp);
        frame.Raw(",\"attempt\":"u8);
        frame.Number(request.Attempt);
    }

    private static void WriteMoment(FrameBuffer frame, DateTimeOffset moment) =>
        frame.AsciiString(moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));

    private static void WriteIdentity(FrameBuffer frame, CallerIdentity? identity)
    {
        if (identity is null)
        {
            frame.Raw("null"u8);
            return;
        }

        frame.Raw("{\"id\":"u8);
        frame.AsciiString(identity.Id);
        frame.Raw(",\"name\":"u8);
        frame.AsciiString(identity.Name);
        frame.Raw(",\"type\":"u8);
        frame.AsciiString(identity.Type);
        frame.Raw(",\"roles\":["u8);
        for (var index = 0; index < identity.Roles.Count; index++)
        {
            frame.Raw(index == 0 ? default : ","u8);
            frame.AsciiString(identity.Roles[index]);
        }

        frame.Raw("]}"u8);
    }

    private static void WriteBody(FrameBuffer frame, InvokeBody body)
    {
        var bytes = body.Bytes.Span;
        var isOneLine = body.Type != InvokeBodyType.Json || bytes.IndexOfAny((byte)'\r', (byte)'\n') < 0;
        frame.Raw(body.Type switch
        {
            InvokeBodyType.None => ",\"bodyType\":\"none\",\"bodyBytes\":0"u8,
            InvokeBodyType.Json when isOneLine => ",\"bodyType\":\"json\",\"bodyBytes\":"u8,
            InvokeBodyType.Json => ",\"bodyType\":\"json64\",\"bodyBytes\":"u8,
            InvokeBodyType.Text => ",\"bodyType\":\"text\",\"bodyBytes\":"u8,
            InvokeBodyType.Form => ",\"bodyType\":\"form\",\"bodyBytes\":"u8,
            InvokeBodyType.Bytes => ",\"bodyType\":\"bytes\",\"bodyBytes\":"u8,
        });
        if (body.Type == InvokeBodyType.None)
        {
            return;
        }

        frame.Number(bytes.Length);
        frame.Raw(",\"body\":"u8);
        switch (body.Type)
        {
            case InvokeBodyType.Json when isOneLine:
                frame.Raw(bytes);
                break;
            case InvokeBodyType.Text or InvokeBodyType.Form:
                frame.Utf8String(bytes);
                break;
            default:
                frame.Base64String(bytes);
                break;
        }
    }
}
