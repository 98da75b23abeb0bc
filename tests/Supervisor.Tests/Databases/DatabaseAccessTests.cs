using MolnOS.Sandbox.Supervisor.Tests.Management;

namespace MolnOS.Sandbox.Supervisor.Tests.Databases;

/// <summary>Who may do what to tables over HTTP: the permissions are those of functions' bindings.</summary>
public sealed class DatabaseAccessTests(FrontHost host) : IClassFixture<FrontHost>
{
    private static readonly (string Name, string Method, string Path, string? Body)[] s_calls =
    [
        ("list", "GET", "/databases/tables", null),
        ("create", "POST", "/databases/tables/{t}", null),
        ("show", "GET", "/databases/tables/{t}", null),
        ("items", "GET", "/databases/tables/{t}/items", null),
        ("get", "POST", "/databases/get", """{"tableName":"{t}"}"""),
        ("count", "GET", "/databases/table?tableName={t}", null),
        ("write", "POST", "/databases/write", """{"tableName":"{t}","key":"k","value":1}"""),
        ("update", "POST", "/databases/update", """{"tableName":"{t}","key":"k","value":1,"ifVersion":7}"""),
        ("batch", "POST", "/databases/batch", """{"changes":[{"delete":{"tableName":"own","key":"k"}},{"delete":{"tableName":"{t}","key":"k"}}]}"""),
        ("remove", "DELETE", "/databases/delete?tableName={t}&key=k", null),
        ("drop", "DELETE", "/databases/tables/{t}", null),
    ];

    [Theory]
    [InlineData("databases.read", "own", "list")]
    [InlineData("databases.table.read:own", "own", "show items get count")]
    [InlineData("databases.table.read:own", "other", "")]
    [InlineData("databases.table.read", "other", "show items get count")]
    [InlineData("databases.table.write:own", "own", "write update batch remove")]
    [InlineData("databases.table.write:own", "other", "")]
    [InlineData("databases.table.create:own", "own", "create")]
    [InlineData("databases.table.delete:own", "own", "drop")]
    [InlineData("databases.table.delete:own", "other", "")]
    [InlineData("functions.*", "own", "")]
    [InlineData("databases.*", "other", "list create show items get count write update batch remove drop")]
    public async Task A_permission_admits_to_its_calls_on_its_table_alone(string permission, string table, string admitted)
    {
        var key = await host.KeyOfAsync(permission);
        var passed = new List<string>();
        foreach (var (name, method, path, body) in s_calls)
        {
            using var answer = await host.SendAsync(method, path.Replace("{t}", table, StringComparison.Ordinal), body?.Replace("{t}", table, StringComparison.Ordinal), token: key);
            if ((int)answer.StatusCode != 403)
            {
                passed.Add(name);
            }
            else
            {
                (await FrontHost.MessageOfErrorAsync(answer)).Should().StartWith("This needs the permission databases.");
            }
        }

        passed.Should().Equal(admitted.Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task A_batch_that_is_refused_one_table_changes_none()
    {
        var key = await host.KeyOfAsync("databases.table.write:allowed");

        using var answer = await host.SendAsync(
            "POST", "/databases/batch", """{"changes":[{"write":{"tableName":"allowed","key":"k","value":1}},{"write":{"tableName":"forbidden","key":"k","value":1}}]}""", token: key);

        ((int)answer.StatusCode, await FrontHost.MessageOfErrorAsync(answer)).Should().Be((403, "This needs the permission databases.table.write:forbidden."));
        using var left = await host.SendAsync("GET", "/databases/tables/allowed");
        ((int)left.StatusCode).Should().Be(404);
    }

    [Fact]
    public async Task Without_a_token_nothing_is_answered()
    {
        foreach (var (name, method, path, body) in s_calls)
        {
            using var answer = await host.SendAsync(method, path, body, token: null);

            ((int)answer.StatusCode).Should().Be(401, name);
        }
    }
}
