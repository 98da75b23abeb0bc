using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace MolnOS.Sandbox.Triggers;

/// <summary>Refuses what a function cannot serve: a connection that becomes something else, such as a WebSocket.</summary>
internal static class UpgradeCheck
{
    private static readonly Refusal NotSupported = new(
        StatusCodes.Status501NotImplemented,
        "A function cannot take over the connection (WebSocket or another upgrade): answer with a stream such as server-sent events, or route this address to an upstream.");

    /// <summary>Null when the request asks for an answer. Asking for HTTP/2 by an upgrade may be ignored, and is.</summary>
    public static Refusal? Check(HttpRequest request) =>
        IsUpgrade(request.Headers) || request.HttpContext.Features.Get<IHttpExtendedConnectFeature>()?.IsExtendedConnect == true ? NotSupported : null;

    private static bool IsUpgrade(IHeaderDictionary headers)
    {
        var upgrade = headers.Upgrade;
        return upgrade.Count > 0
            && !string.Equals(upgrade.ToString(), "h2c", StringComparison.OrdinalIgnoreCase)
            && headers.GetCommaSeparatedValues(HeaderNames.Connection).Contains(HeaderNames.Upgrade, StringComparer.OrdinalIgnoreCase);
    }
}
