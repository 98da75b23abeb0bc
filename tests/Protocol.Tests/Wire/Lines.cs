using System.Text.Json;

namespace MolnOS.Sandbox.Protocol.Tests.Wire;

/// <summary>Lines as a worker writes them.</summary>
internal static class Lines
{
    public const string Ready = """{"jsonrpc":"2.0","method":"ready","params":{"protocol":1,"node":"v26.10.0"}}""";

    public static string Result(string id, string result) => $$"""{"jsonrpc":"2.0","id":"{{id}}","result":{{result}}}""";

    public static string Error(string id, int code, string? data = null) =>
        $$$"""{"jsonrpc":"2.0","id":"{{{id}}}","error":{"code":{{{code}}},"message":"m"{{{(data is null ? "" : $",\"data\":{data}")}}}}}""";

    public static string Note(string method, string parameters) => $$"""{"jsonrpc":"2.0","method":"{{method}}","params":{{parameters}}}""";

    public static string IdOf(string line)
    {
        using var document = JsonDocument.Parse(line);
        return document.RootElement.GetProperty("id").GetString()!;
    }
}
