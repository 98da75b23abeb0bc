using System.Text.Json;
using System.Text.Json.Nodes;
using MolnOS.Sandbox.Cli.Output;

namespace MolnOS.Sandbox.Cli.Commands;

/// <summary>JSON given on the command line, or by <c>@FILE</c>.</summary>
internal static class JsonArgument
{
    /// <summary>The JSON that it means.</summary>
    /// <exception cref="CommandFailedException">It is no JSON, or there is no such file.</exception>
    public static JsonNode? Read(string text, string name)
    {
        var isFile = text.StartsWith('@');
        var json = isFile ? InputFile.ReadText(text[1..], name) : text;
        try
        {
            return JsonNode.Parse(json, documentOptions: new JsonDocumentOptions { MaxDepth = 256 });
        }
        catch (JsonException exception)
        {
            var place = $"line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}";
            throw CommandFailedException.WrongUsage(
                $"{name} is not valid JSON ({place}).", isFile ? null : $"Put it into single quotes, so that the shell leaves it alone, or give a file: {name}=@FILE.");
        }
    }
}

/// <summary>Files that the command line names.</summary>
internal static class InputFile
{
    /// <summary>What it holds.</summary>
    /// <exception cref="CommandFailedException">It cannot be read.</exception>
    public static string ReadText(string path, string name)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            var reason = exception is FileNotFoundException or DirectoryNotFoundException ? "there is no such file" : "it cannot be read";
            throw CommandFailedException.WrongUsage($"{name} names {path}, but {reason}.");
        }
    }
}
