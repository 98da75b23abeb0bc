using System.Text.Json;
using MolnOS.Sandbox.Cli.Output;

namespace MolnOS.Sandbox.Cli.Api;

/// <summary>Finds a function by its id or its name.</summary>
internal static class FunctionLookup
{
    private const int IdLength = 8;

    /// <summary>Whether a text could be an id. A name can look like one, too; then the id wins.</summary>
    public static bool LooksLikeId(string text) => text.Length == IdLength && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-');

    /// <summary>The function's id.</summary>
    /// <exception cref="CommandFailedException">There is no such function.</exception>
    public static async Task<string> FindIdAsync(this ApiClient api, string idOrName, CancellationToken cancellationToken) =>
        (await api.TryFindAsync(idOrName, cancellationToken) ?? throw NoSuchFunction(idOrName)).Text("id")!;

    /// <summary>The function as the server shows it, or null.</summary>
    public static async Task<JsonElement?> TryFindAsync(this ApiClient api, string idOrName, CancellationToken cancellationToken)
    {
        if (LooksLikeId(idOrName))
        {
            var answer = await api.TryAsync(HttpMethod.Get, $"/functions/{idOrName}", null, cancellationToken);
            if (answer.Status != 404)
            {
                return answer.IsGood ? answer.Json.Member("function") : throw Refusal.Of(answer);
            }
        }

        return await api.TryFindByNameAsync(idOrName, cancellationToken);
    }

    /// <summary>The function of a name, or null.</summary>
    public static async Task<JsonElement?> TryFindByNameAsync(this ApiClient api, string name, CancellationToken cancellationToken)
    {
        var answer = await api.GetAsync($"/functions/list?name={Uri.EscapeDataString(name)}", cancellationToken);
        return answer.Json.Items("functions").Cast<JsonElement?>().FirstOrDefault();
    }

    public static CommandFailedException NoSuchFunction(string idOrName) => new(
        ExitCodes.Refused, $"There is no function '{idOrName}'.", "`molnos functions list` shows those that there are.");
}
