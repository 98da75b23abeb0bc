namespace MolnOS.Sandbox.Triggers;

/// <summary>The scheme, host and port a caller used; the last ones are kept, since they hardly ever change.</summary>
internal sealed class RequestOrigin
{
    private Known _last = new("http", "localhost", "http://localhost");

    public string Of(HttpRequest request)
    {
        var scheme = request.Scheme;
        var host = request.Host.Value is { Length: > 0 } named ? named : "localhost";
        var last = _last;
        if (!string.Equals(last.Host, host, StringComparison.Ordinal) || !string.Equals(last.Scheme, scheme, StringComparison.Ordinal))
        {
            _last = last = new Known(scheme, host, $"{scheme}://{host}");
        }

        return last.Origin;
    }

    private sealed record Known(string Scheme, string Host, string Origin);
}
