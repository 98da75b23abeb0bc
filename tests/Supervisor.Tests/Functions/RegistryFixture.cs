using MolnOS.Sandbox.Functions;
using MolnOS.Sandbox.Persistence;
using MolnOS.Sandbox.Persistence.Sqlite;
using MolnOS.Sandbox.Supervisor.Tests.Persistence;

namespace MolnOS.Sandbox.Supervisor.Tests.Functions;

/// <summary>A registry with its store on a real file, which can be closed and started again as the server would be.</summary>
internal sealed class RegistryFixture : IDisposable
{
    private readonly ReopenableDatabase _database = new(DefinitionsSchema.Migrations);
    private readonly TemporaryFolder _parent = new();
    private readonly DataFolder _folder;
    private SecretKey _key;

    public RegistryFixture()
    {
        _folder = DataFolder.Open(_parent.PathOf("data"));
        Start();
    }

    public ManualTime Time { get; } = new();

    public FunctionCatalog Catalog { get; private set; }

    public FunctionPrograms Programs { get; private set; }

    public FunctionRegistry Registry { get; private set; }

    public FullDiskStore Store { get; private set; }

    public string KeyFile => _folder.PathOf("secrets.key");

    public async Task RestartAsync()
    {
        Registry.Dispose();
        _key.Dispose();
        _database.Reopen();
        Start();
        Catalog.Load((await Store.LoadCurrentAsync(CancellationToken.None)).Select(FunctionJson.ReadFunction));
    }

    public FunctionCandidate Deploy(string name, Func<FunctionInput, FunctionInput>? change = null)
    {
        var input = new FunctionInput { Name = name, Code = "code of " + name };
        return Registry.PrepareDeploy(change?.Invoke(input) ?? input).Should().BeOfType<PrepareOutcome.Ready>().Which.Candidate;
    }

    public async Task<FunctionCandidate> UpdateAsync(string id, FunctionInput input) =>
        (await Registry.PrepareUpdateAsync(id, input, CancellationToken.None)).Should().BeOfType<PrepareOutcome.Ready>().Which.Candidate;

    public async Task<DeployedFunction> CommitAsync(FunctionCandidate candidate, string by = "tester") =>
        (await Registry.CommitAsync(candidate, by, CancellationToken.None)).Should().BeOfType<CommitOutcome.Done>().Which.Function;

    public Task<FunctionProgram> ProgramAsync(DeployedFunction function) =>
        Programs.ReadProgramAsync(function.Id, function.Version, CancellationToken.None);

    public void Dispose()
    {
        Registry.Dispose();
        _key.Dispose();
        _folder.Dispose();
        _database.Dispose();
        _parent.Dispose();
    }

    [System.Diagnostics.CodeAnalysis.MemberNotNull(nameof(_key), nameof(Catalog), nameof(Programs), nameof(Registry), nameof(Store))]
    private void Start()
    {
        var options = Microsoft.Extensions.Options.Options.Create(new FunctionOptions { VersionsKept = 5 });
        _key = SecretKey.Open(_folder);
        Store = new FullDiskStore(new SqliteFunctionStore(_database.Current));
        Catalog = new FunctionCatalog();
        Programs = new FunctionPrograms(Store, new EnvironmentCodec(_key), options);
        Registry = new FunctionRegistry(Catalog, Store, Programs, Time, options);
    }
}
