using System.Net.Sockets;
using MolnOS.Sandbox.Bindings;

namespace MolnOS.Sandbox.Fetch;

/// <summary>What a function hears of a fetch that failed; nothing of this machine. Pure.</summary>
internal static class FetchFailure
{
    /// <summary>What a fetch that the function cancelled ends with.</summary>
    public static BindingResult.Failed Cancelled { get; } = Unavailable("The fetch was cancelled.");

    /// <summary>Whether an exception is the network's, the other side's or the function's own doing; else it is a fault of ours.</summary>
    public static bool IsExpected(Exception error) =>
        error is HttpRequestException or IOException or SocketException or InvalidDataException or TimeoutException or OperationCanceledException or ObjectDisposedException;

    /// <summary>Whether a name led to an address that is not public.</summary>
    public static bool IsRefusedHost(Exception? error) => error is HostRefusedException || (error is not null && IsRefusedHost(error.InnerException));

    /// <summary>The failure in words.</summary>
    public static BindingResult.Failed Of(Exception error, FetchUrl url, FetchOptions options)
    {
        var host = url.Target;
        return error switch
        {
            TimeoutException => Unavailable($"{host} was silent for {options.IdleTimeout.TotalSeconds:0.#} s (Fetch:IdleTimeout)."),
            OperationCanceledException { InnerException: TimeoutException } => Unavailable($"{host} could not be connected to within {options.ConnectTimeout.TotalSeconds:0.#} s (Fetch:ConnectTimeout)."),
            OperationCanceledException or ObjectDisposedException => Cancelled,
            InvalidDataException => Unavailable($"The body that {host} sent is not encoded as its content-encoding says."),
            HttpRequestException { HttpRequestError: var kind } => OfRequest(kind, host, options),
            _ => Unavailable($"The connection to {host} broke."),
        };
    }

    private static BindingResult.Failed OfRequest(HttpRequestError kind, string host, FetchOptions options) => kind switch
    {
        HttpRequestError.NameResolutionError => Unavailable($"The name of {host} could not be resolved."),
        HttpRequestError.ConnectionError => Unavailable($"{host} could not be connected to."),
        HttpRequestError.SecureConnectionError => Unavailable($"No secure connection to {host}: its certificate is not valid for this name, or nobody trusted has signed it."),
        HttpRequestError.InvalidResponse => Unavailable($"{host} answered with something that is not HTTP/1.1."),
        HttpRequestError.ResponseEnded => Unavailable($"{host} closed the connection before its answer was whole."),
        HttpRequestError.ConfigurationLimitExceeded => new BindingResult.Failed(
            BindingCodes.LimitExceeded, $"The headers of the response are larger than {options.MaxHeaderBytes} bytes (Fetch:MaxHeaderBytes)."),
        _ => Unavailable($"The connection to {host} broke."),
    };

    private static BindingResult.Failed Unavailable(string message) => new(BindingCodes.Unavailable, message);
}
