using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;
using MolnOS.Sandbox.Hosting.Requests;

namespace MolnOS.Sandbox.Edge.Forwarding;

/// <summary>
/// Takes the caller's address, scheme and host from the headers of known proxies. Where there are such, nobody finds a header in a request
/// that was not believed: neither from anybody else, nor what came before the believed part.
/// </summary>
internal static class ForwardedStep
{
    private const string For = "X-Forwarded-For";
    private const string Proto = "X-Forwarded-Proto";
    private const string Host = "X-Forwarded-Host";
    private const string OriginalFor = "X-Original-For";
    private const string OriginalProto = "X-Original-Proto";
    private const string OriginalHost = "X-Original-Host";

    /// <summary>What is said in other ways, and not read here.</summary>
    private static readonly string[] NeverRead = ["Forwarded", "X-Real-IP", "X-Forwarded-Prefix", "X-Forwarded-Port", OriginalFor, OriginalProto, OriginalHost];

    public static void UseForwarded(this WebApplication app)
    {
        var options = app.Services.GetRequiredService<IOptions<ForwardedOptions>>().Value;
        var known = KnownProxies.Read(options.KnownProxies, out _);
        if (known.IsEmpty)
        {
            return;
        }

        app.Use(next => context =>
        {
            Clean(context.Request.Headers, known.Contains(context.Connection.RemoteIpAddress));
            return next(context);
        });
        app.UseForwardedHeaders(Believing(known, options.MaxHops));
        app.Use(static next => context =>
        {
            Settle(context);
            return next(context);
        });
    }

    private static ForwardedHeadersOptions Believing(KnownProxies known, int hops)
    {
        var believing = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost,
            // Behind a socket file alone nothing tells which further proxies are known.
            ForwardLimit = known.Networks.Count == 0 ? 1 : hops,
        };
        believing.KnownProxies.Clear();
        believing.KnownIPNetworks.Clear();
        foreach (var network in known.Networks)
        {
            believing.KnownIPNetworks.Add(network);
        }

        return believing;
    }

    private static void Clean(IHeaderDictionary headers, bool isProxys)
    {
        foreach (var name in NeverRead)
        {
            headers.Remove(name);
        }

        if (!isProxys)
        {
            headers.Remove(For);
            headers.Remove(Proto);
            headers.Remove(Host);
        }
        else if (!AreSchemes(headers.GetCommaSeparatedValues(Proto)))
        {
            headers.Remove(Proto);
        }
    }

    /// <summary>What was believed leaves a trace in a header of the middleware's; the caller's header then says that alone.</summary>
    private static void Settle(HttpContext context)
    {
        var headers = context.Request.Headers;
        // A connection by a socket file has no address of its own, neither here nor there: one that has was given it just now.
        var fromSocketFile = context.Connection is { LocalIpAddress: null, RemoteIpAddress: not null };
        headers[For] = headers.Remove(OriginalFor) || fromSocketFile ? CallerAddress.Of(context) : default(string);
        headers[Proto] = headers.Remove(OriginalProto) ? context.Request.Scheme : default(string);
        headers[Host] = headers.Remove(OriginalHost) ? context.Request.Host.Value : default(string);
    }

    private static bool AreSchemes(string[] values) => Array.TrueForAll(values, static value =>
        string.Equals(value, "http", StringComparison.OrdinalIgnoreCase) || string.Equals(value, "https", StringComparison.OrdinalIgnoreCase));
}
