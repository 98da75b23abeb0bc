using System.Collections.Frozen;
using MolnOS.Sandbox.Protocol.Worker;

namespace MolnOS.Sandbox.Triggers;

/// <summary>Puts a function's headers on the answer, each line its own; what belongs to the connection is the platform's.</summary>
internal static class AnswerHeaders
{
    public const string InvocationId = "x-molnos-invocation-id";

    // A service worker that a function hands out may rule the function's own address, and neither its neighbours' nor the console's.
    private const string ServiceWorkerAllowed = "service-worker-allowed";

    private static readonly FrozenSet<string> Reserved = new[]
    {
        "connection", "content-length", "keep-alive", "proxy-authenticate", "proxy-authorization", "proxy-connection", "te", "trailer",
        "transfer-encoding", "upgrade", InvocationId, ServiceWorkerAllowed,
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Sets status and headers; false when the server does not accept a header's characters.</summary>
    public static bool TryApply(HttpResponse response, InvokeAnswer answer)
    {
        try
        {
            Apply(response, answer);
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static void Apply(HttpResponse response, InvokeAnswer answer)
    {
        response.StatusCode = answer.Status;
        var headers = response.Headers;
        foreach (var (name, value) in answer.Headers)
        {
            if (!Reserved.Contains(name))
            {
                headers.Append(name, value);
            }
        }

        if (headers.ContentType.Count == 0)
        {
            headers.ContentType = DefaultType(answer.BodyType);
        }
    }

    /// <summary>The content type of a body whose function names none.</summary>
    public static string? DefaultType(AnswerBodyType type) => type switch
    {
        AnswerBodyType.None => null,
        AnswerBodyType.Json => "application/json",
        AnswerBodyType.Text => "text/plain; charset=utf-8",
        AnswerBodyType.Bytes or AnswerBodyType.Stream => "application/octet-stream",
    };
}
