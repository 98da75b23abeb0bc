using MolnOS.Sandbox.Functions;
using MolnOS.Sandbox.Hosting.Errors;
using MolnOS.Sandbox.Hosting.Requests;

namespace MolnOS.Sandbox.Routes;

/// <summary>Reads a route, strictly. What only the other parts of the server can tell, such as whether there is its function, is not asked here.</summary>
internal sealed class RouteInput(ParameterPolicyFactory policies)
{
    public const int LongestName = 128;
    private const int LongestPath = 1024;
    private const int MostHosts = 32;
    private const int MostOrder = 1_000_000;

    /// <summary>Reads the body of a put.</summary>
    /// <exception cref="RefusedException">It is none; the message names the field.</exception>
    public RouteDefinition Read(string name, ReadOnlyMemory<byte> utf8Json) => InputBody.Read(utf8Json, (reader, body) =>
    {
        if (!FunctionNames.IsName(name))
        {
            reader.Refuse("name", "must begin with a letter or digit and have at most 128 characters of A-Z, a-z, 0-9, ., _ and -");
        }

        var route = new RouteDefinition(name, new RouteConditions("/"));
        reader.ReadFields(body, ["match"], ["name", "order", "function", "upstreams"], field => route = field.Name switch
        {
            "name" => route with { Name = ReadSame(reader, field, name) },
            "match" => route with { Match = ReadMatch(reader, field) },
            "order" => route with { Order = reader.Number(field, (-MostOrder, MostOrder)) },
            "function" => route with { Function = reader.Text(field, LongestName) },
            _ => route with { Upstreams = UpstreamsInput.Read(reader, field) },
        });
        if ((route.Function is null) == (route.Upstreams is null))
        {
            reader.Refuse("", "must have either function or upstreams");
        }

        return route;
    });

    private static string ReadSame(InputReader reader, InputField field, string name)
    {
        if (!string.Equals(reader.Text(field, LongestName), name, StringComparison.Ordinal))
        {
            reader.Refuse(field.Path, "must be the name in the address, or be omitted");
        }

        return name;
    }

    private RouteConditions ReadMatch(InputReader reader, InputField owner)
    {
        var match = new RouteConditions("/");
        reader.ReadFields(owner, ["path"], ["hosts", "methods", "headers"], field => match = field.Name switch
        {
            "path" => match with { Path = ReadPath(reader, field) },
            "hosts" => match with { Hosts = NullIfEmpty([.. reader.Items(field, MostHosts).Select(item => ReadHost(reader, item)).Distinct(StringComparer.Ordinal)]) },
            "methods" => match with { Methods = NullIfEmpty(MethodsInput.Read(reader, field)) },
            _ => match with { Headers = NullIfEmpty(HeadersInput.Read(reader, field)) },
        });
        if (match.Hosts is null && PathPattern.IsReserved(match.Path))
        {
            reader.Refuse(owner.Path + ".path", "begins with a path of this server's own: take another, or name hosts");
        }

        return match;
    }

    private string ReadPath(InputReader reader, InputField field)
    {
        var path = reader.Text(field, LongestPath);
        if (reader.Error is null && PathPattern.FaultOf(path, policies) is { } fault)
        {
            reader.Refuse(field.Path, fault);
        }

        return path;
    }

    /// <summary>A host without a port: behind a proxy nobody knows which one the caller saw.</summary>
    private static string ReadHost(InputReader reader, InputField field)
    {
        var text = reader.Text(field, int.MaxValue);
        var host = HostTarget.Read(text);
        if (host is null or { Port: not null } or { Host.Address: not null } or { Host.IsLocalhost: true })
        {
            reader.Refuse(field.Path, "must be a name such as api.example.test or *.example.test, without port; addresses and localhost are this server's own, and are reached by a route without hosts");
            return "";
        }

        return host.IsWildcard ? "*." + host.Host.Text : host.Host.Text;
    }

    private static IReadOnlyList<T>? NullIfEmpty<T>(IReadOnlyList<T> items) => items.Count == 0 ? null : items;
}
