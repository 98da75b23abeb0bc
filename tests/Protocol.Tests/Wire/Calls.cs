using System.Text;
using MolnOS.Sandbox.Protocol.Worker;

namespace MolnOS.Sandbox.Protocol.Tests.Wire;

/// <summary>Requests for tests that are not about what is in them.</summary>
internal static class Calls
{
    public static InvocationId Id { get; } = new(UInt128.Parse("00112233445566778899aabbccddeeff", System.Globalization.NumberStyles.HexNumber, null));

    public static InvokeRequest.Http Get { get; } = With(InvokeBody.None);

    public static InvokeRequest.Http With(InvokeBody body) => new()
    {
        Method = "GET",
        Origin = "http://localhost:3000",
        Path = "/functions/run/abcdefgh",
        Subpath = "/",
        Query = "",
        Headers = [],
        Ip = "127.0.0.1",
        Deadline = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_000),
        Body = body,
    };

    public static InvokeRequest.Http With(InvokeBodyType type, string body) => With(new InvokeBody(type, Encoding.UTF8.GetBytes(body)));
}
