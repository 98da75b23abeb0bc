using System.Text.Json;
using System.Text.Json.Nodes;

namespace MolnOS.Sandbox.Cli.Iac.Manifests;

/// <summary>Reads a <c>molnos.json</c>. Pure: whether the files it names are there is another question.</summary>
internal sealed class ManifestReader
{
    private readonly FieldReader _fields = new();
    private readonly List<string> _warnings = [];

    /// <summary>The manifest, and what is wrong with it; it counts only when that is nothing.</summary>
    public static (Manifest Manifest, IReadOnlyList<Problem> Problems) Read(ReadOnlySpan<byte> utf8Json)
    {
        var reader = new ManifestReader();
        var root = PlacedJson.Parse(utf8Json, reader._fields.Problems);
        var manifest = root is null ? new Manifest() : reader.ReadRoot(root);
        return (manifest, [.. reader._fields.Problems.OrderBy(problem => problem.Line)]);
    }

    private Manifest ReadRoot(PlacedJson root)
    {
        _fields.Members(root, "$schema", "version", "context", "resources", "identities");
        if (root.Kind == JsonValueKind.Object && _fields.Text(root, "version", isNeeded: true) is { } version && version is not "1")
        {
            _fields.Refuse(root.Find("version")!, "must be \"1\"");
        }

        var manifest = new Manifest { Context = root.Find("context") is { } context ? ReadContext(context) : null };
        if (root.Find("resources") is { } resources)
        {
            manifest = ReadResources(resources, manifest);
        }

        if (root.Find("identities") is { } identities)
        {
            manifest = ReadIdentities(identities, manifest);
        }

        return manifest with { Warnings = _warnings };
    }

    private string? ReadContext(PlacedJson context)
    {
        // What it is for and how it is classified is for people.
        _fields.Members(context, "name", "intent", "attributes");
        _fields.Text(context, "intent");
        return _fields.Text(context, "name", isNeeded: true);
    }

    private Manifest ReadResources(PlacedJson resources, Manifest manifest)
    {
        _fields.Members(resources, "functions", "databases", "storage", "schemas", "routes", "sites", "applications");
        SkipUnlessEmpty(resources, "sites");
        SkipUnlessEmpty(resources, "applications");
        return manifest with
        {
            Functions = ReadEach(resources, "functions", value => FunctionEntry.Read(_fields, value)),
            Tables = ReadEach(resources, "databases", value =>
            {
                _fields.Members(value);
                return true;
            }),
            Buckets = ReadEach(resources, "storage", value =>
            {
                _fields.Members(value, "public");
                return _fields.Flag(value, "public") ?? false;
            }),
            Schemas = ReadEach(resources, "schemas", ReadSchema),
            Routes = ReadEach(resources, "routes", value => RouteEntry.Read(_fields, value)),
        };
    }

    private Manifest ReadIdentities(PlacedJson identities, Manifest manifest)
    {
        _fields.Members(identities, "users", "serviceAccounts", "roles");
        SkipUnlessEmpty(identities, "users");
        return manifest with
        {
            Roles = ReadEach(identities, "roles", value =>
            {
                _fields.Members(value, "name", "description", "permissions");
                return new RoleWish(_fields.Text(value, "name"), _fields.Text(value, "description"), _fields.Texts(value, "permissions"));
            }),
            Accounts = ReadEach(identities, "serviceAccounts", value =>
            {
                _fields.Members(value, "description", "roles");
                return new AccountWish(_fields.Text(value, "description"), _fields.Texts(value, "roles"));
            }),
        };
    }

    private SchemaWish ReadSchema(PlacedJson value)
    {
        _fields.Members(value, "description", "schema");
        if (value.Find("schema") is not { Kind: JsonValueKind.Object } schema)
        {
            _fields.Refuse(value.Find("schema") ?? value, value.Find("schema") is null ? "has no schema" : "must be an object");
            return new SchemaWish(null, new JsonObject());
        }

        return new SchemaWish(_fields.Text(value, "description"), schema.ToNode()!);
    }

    private List<Wanted<T>> ReadEach<T>(PlacedJson owner, string kind, Func<PlacedJson, T> read) =>
        owner.Find(kind) is { } values
            ? [.. _fields.Named(values).Select(member => new Wanted<T>(member.Key, member.Value.Line, read(member.Value)))]
            : [];

    private void SkipUnlessEmpty(PlacedJson owner, string kind)
    {
        if (owner.Find(kind) is { Members.Count: > 0 } values)
        {
            _warnings.Add($"{values.Path} (line {values.Line}) is skipped: this server has no {kind}.");
        }
    }
}
