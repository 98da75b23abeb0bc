using System.Text.Json;
using MolnOS.Sandbox.Cli.Api;
using MolnOS.Sandbox.Cli.Iac.Manifests;
using MolnOS.Sandbox.Cli.Output;

namespace MolnOS.Sandbox.Cli.Iac.Plans;

/// <summary>Looks at the server, and only at what the manifest is about, so that no more permissions are needed than it takes.</summary>
internal sealed class LiveStateReader(ApiClient api)
{
    private const int AtOnce = 8;

    /// <summary>What is there of what the manifest names.</summary>
    /// <exception cref="CommandFailedException">The server refuses to show something.</exception>
    public async Task<LiveState> ReadAsync(Manifest manifest, bool prunes, CancellationToken cancellationToken) => new()
    {
        Functions = await ReadEachAsync(manifest.Functions.Select(wanted => wanted.Name), ReadFunctionAsync, cancellationToken),
        OfContext = prunes && manifest.Context is { } context ? await ReadContextAsync(context, cancellationToken) : new Dictionary<string, string>(StringComparer.Ordinal),
        Tables = manifest.Tables.Count == 0 ? new HashSet<string>(StringComparer.Ordinal)
            : (await ReadListAsync("/databases/tables", "tables", "name", cancellationToken)).Keys.ToHashSet(StringComparer.Ordinal),
        Buckets = manifest.Buckets.Count == 0 ? Nothing : await ReadListAsync("/storage/buckets", "buckets", "name", cancellationToken),
        Schemas = await ReadEachAsync(manifest.Schemas.Select(wanted => wanted.Name), ReadSchemaAsync, cancellationToken),
        Routes = manifest.Routes.Count == 0 ? Nothing : await ReadListAsync("/routes", "routes", "name", cancellationToken),
        Roles = manifest.Roles.Count == 0 ? Nothing : await ReadListAsync("/identity/roles", "roles", "roleId", cancellationToken),
        Accounts = manifest.Accounts.Count == 0 ? Nothing : await ReadListAsync("/identity/service-accounts", "serviceAccounts", "name", cancellationToken),
    };

    /// <summary>Ids by name of the functions of a context.</summary>
    public async Task<IReadOnlyDictionary<string, string>> ReadContextAsync(string context, CancellationToken cancellationToken)
    {
        var answer = await api.GetAsync($"/functions/list?context={Uri.EscapeDataString(context)}", cancellationToken);
        return answer.Json.Items("functions").ToDictionary(function => function.Text("name")!, function => function.Text("id")!, StringComparer.Ordinal);
    }

    private static Dictionary<string, JsonElement> Nothing => new(StringComparer.Ordinal);

    private static async Task<IReadOnlyDictionary<string, JsonElement>> ReadEachAsync(
        IEnumerable<string> names, Func<string, CancellationToken, Task<JsonElement?>> read, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var some in names.Chunk(AtOnce))
        {
            foreach (var (name, value) in some.Zip(await Task.WhenAll(some.Select(name => read(name, cancellationToken)))))
            {
                if (value is { } there)
                {
                    found[name] = there;
                }
            }
        }

        return found;
    }

    private async Task<JsonElement?> ReadFunctionAsync(string name, CancellationToken cancellationToken)
    {
        if (await api.TryFindByNameAsync(name, cancellationToken) is not { } function)
        {
            return null;
        }

        var answer = await api.GetAsync($"/functions/{function.Text("id")}/config", cancellationToken);
        return answer.Json.GetProperty("function");
    }

    private async Task<JsonElement?> ReadSchemaAsync(string name, CancellationToken cancellationToken)
    {
        var answer = await api.TryAsync(HttpMethod.Get, $"/schemas/{Uri.EscapeDataString(name)}", null, cancellationToken);
        return answer.Status == 404 ? null : answer.IsGood ? answer.Json.Member("schema") : throw Refusal.Of(answer);
    }

    private async Task<Dictionary<string, JsonElement>> ReadListAsync(string path, string list, string name, CancellationToken cancellationToken)
    {
        var answer = await api.GetAsync(path, cancellationToken);
        return answer.Json.Items(list).ToDictionary(item => item.Text(name)!, StringComparer.Ordinal);
    }
}
