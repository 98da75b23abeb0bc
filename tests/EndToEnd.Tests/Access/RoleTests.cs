using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.EndToEnd.Tests.Access;

/// <summary>What a role says is what its holders may do, from the moment it says so.</summary>
[Collection(SharedSupervisor.Collection)]
public sealed class RoleTests(SharedSupervisor shared)
{
    private const string Echo = "async function handler(request, context) { return context.identity; }";

    [Fact]
    public async Task An_account_narrowed_to_one_function_can_call_that_function_and_do_nothing_else()
    {
        var (mine, other) = (await shared.Client.DeployAsync(Echo), await shared.Client.DeployAsync(Echo));
        var role = await shared.Client.AddRoleAsync($"functions.execute:{mine}");
        var (id, key) = await shared.Client.AddAccountAsync(role);
        using var client = shared.Client.As(key);

        var answer = await client.CallAsync(mine, "/any/path");

        (answer.Status, answer.Json["id"]!.GetValue<string>(), answer.Json["roles"]![0]!.GetValue<string>()).Should().Be((200, id, role));
        (await client.CallAsync(other)).Status.Should().Be(403);
        (await client.GetAsync($"/functions/{mine}")).Status.Should().Be(403);
        (await client.DeleteAsync($"/functions/{mine}")).Status.Should().Be(403);
        (await client.GetAsync("/identity/roles")).Status.Should().Be(403);
    }

    [Fact]
    public async Task A_changed_role_holds_for_the_very_next_call()
    {
        var function = await shared.Client.DeployAsync(Echo);
        var role = await shared.Client.AddRoleAsync("functions.read");
        var (_, key) = await shared.Client.AddAccountAsync(role);
        using var client = shared.Client.As(key);

        for (var round = 0; round < 20; round++)
        {
            (await client.CallAsync(function)).Status.Should().Be(403);
            await shared.Client.ChangeRoleAsync(role, "functions.read", "functions.execute");
            (await client.CallAsync(function)).Status.Should().Be(200);
            await shared.Client.ChangeRoleAsync(role, "functions.read");
        }
    }

    [Fact]
    public async Task A_rotated_key_opens_nothing_from_the_answer_on()
    {
        var function = await shared.Client.DeployAsync(Echo);
        var (id, old) = await shared.Client.AddAccountAsync("user");
        using var before = shared.Client.As(old);
        (await before.CallAsync(function)).Status.Should().Be(200);

        using var after = shared.Client.As(await shared.Client.RotateKeyAsync(id));

        (await before.CallAsync(function)).Status.Should().Be(401);
        (await after.CallAsync(function)).Status.Should().Be(200);
    }

    [Fact]
    public async Task Accounts_roles_and_refusals_outlive_a_kill()
    {
        using var data = new DataFolder();
        string role, kept, rotated, old, removed;
        await using (var first = await SupervisorProcess.StartOnAsync(data))
        {
            using var client = first.Client();
            role = await client.AddRoleAsync("functions.create");
            await client.ChangeRoleAsync(role, "functions.read");
            (_, kept) = await client.AddAccountAsync(role);
            (var id, old) = await client.AddAccountAsync("user");
            rotated = await client.RotateKeyAsync(id);
            (id, removed) = await client.AddAccountAsync("user");
            (await client.DeleteAsync($"/identity/service-accounts/{id}")).Status.Should().Be(200);
            await first.KillAsync();
        }

        foreach (var file in Directory.EnumerateFiles(data.Path, "*", SearchOption.AllDirectories))
        {
            var bytes = await File.ReadAllBytesAsync(file);
            bytes.AsSpan().IndexOf(System.Text.Encoding.ASCII.GetBytes(kept.Split('.')[2])).Should().Be(-1, $"{Path.GetFileName(file)} holds no key");
        }

        await using var second = await SupervisorProcess.StartOnAsync(data);
        using var reader = new SandboxClient(second.Address, kept);
        (await reader.GetAsync("/functions/list")).Status.Should().Be(200);
        (await reader.TryDeployAsync("exports.handler = () => 1")).Status.Should().Be(403);
        (await StatusAsync(second, rotated), await StatusAsync(second, old), await StatusAsync(second, removed)).Should().Be((200, 401, 401));
    }

    private static async Task<int> StatusAsync(SupervisorProcess supervisor, string key)
    {
        using var client = new SandboxClient(supervisor.Address, key);
        return (await client.GetAsync("/identity/whoami")).Status;
    }
}
