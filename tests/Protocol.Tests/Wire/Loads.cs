using MolnOS.Sandbox.Protocol.Worker;

namespace MolnOS.Sandbox.Protocol.Tests.Wire;

/// <summary>A load for tests that are not about what is in it.</summary>
internal static class Loads
{
    public static LoadRequest Small { get; } = new()
    {
        FunctionId = "abcdefgh",
        FunctionName = "hello",
        Version = 1,
        Env = new Dictionary<string, string>(StringComparer.Ordinal),
        TimeoutMs = 30_000,
        MemoryMb = 128,
        Concurrency = 32,
        MaxFrameBytes = 32 * 1024 * 1024,
        LogBytesPerSecond = 1024 * 1024,
        Source = "export const handler = () => 'hi';",
    };
}
