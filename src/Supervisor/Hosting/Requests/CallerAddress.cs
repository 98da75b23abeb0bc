namespace MolnOS.Sandbox.Hosting.Requests;

/// <summary>Where a request comes from, as far as its connection tells.</summary>
internal static class CallerAddress
{
    /// <summary>The address in its shortest form; null where the connection has none.</summary>
    public static string? Of(HttpContext context) => context.Connection.RemoteIpAddress is { } address
        ? (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString()
        : null;
}
