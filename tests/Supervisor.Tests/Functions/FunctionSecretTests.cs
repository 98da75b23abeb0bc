using System.Text;
using MolnOS.Sandbox.Functions;

namespace MolnOS.Sandbox.Supervisor.Tests.Functions;

public sealed class FunctionSecretTests : IDisposable
{
    private readonly RegistryFixture _fixture = new();

    private static CancellationToken None => CancellationToken.None;

    [Fact]
    public async Task A_secret_is_stored_encrypted_and_never_shown()
    {
        var function = await DeployAsync();

        var stored = await _fixture.Store.ReadVersionAsync(function.Id, 1, None);
        var source = await _fixture.Programs.ReadSourceAsync(function.Id, 1, None);

        stored!.EnvJson.Should().NotContain("hush").And.NotContain(Convert.ToBase64String(Encoding.UTF8.GetBytes("hush hush")));
        source.Code.Should().Be("code of hello");
        source.Env.Should().Equal(new VisibleEnv("OPEN", "seen"), new VisibleEnv("HIDDEN", null));
    }

    [Fact]
    public async Task Without_its_key_a_function_with_secrets_says_so_and_the_server_and_other_functions_work()
    {
        var withSecret = await DeployAsync();
        var without = await _fixture.CommitAsync(_fixture.Deploy("other"));
        File.Delete(_fixture.KeyFile);

        await _fixture.RestartAsync();

        (await _fixture.Programs.Invoking(programs => programs.ReadProgramAsync(withSecret.Id, 1, None))
            .Should().ThrowAsync<ProgramUnreadableException>()).Which.Message.Should().Contain("HIDDEN").And.Contain("secrets.key");
        (await _fixture.ProgramAsync(without)).Code.Should().Be("code of other");
        (await _fixture.Programs.ReadSourceAsync(withSecret.Id, 1, None)).Code.Should().Be("code of hello");
    }

    [Fact]
    public async Task A_function_whose_key_is_lost_is_healed_by_a_new_environment()
    {
        var function = await DeployAsync();
        File.Delete(_fixture.KeyFile);
        await _fixture.RestartAsync();

        (await _fixture.Registry.PrepareUpdateAsync(function.Id, new FunctionInput { Context = "shop" }, None)).Should().BeOfType<PrepareOutcome.Unreadable>();
        var healed = await _fixture.CommitAsync(
            await _fixture.UpdateAsync(function.Id, new FunctionInput { Env = [new EnvVariable("HIDDEN", "again", IsSecret: true)] }));

        (await _fixture.ProgramAsync(healed)).Env.Should().ContainKey("HIDDEN").WhoseValue.Should().Be("again");
    }

    [Fact]
    public async Task A_damaged_key_refuses_new_secrets_with_a_reason()
    {
        File.WriteAllText(_fixture.KeyFile, "short");
        await _fixture.RestartAsync();

        var outcome = _fixture.Registry.PrepareDeploy(
            new FunctionInput { Name = "hello", Code = "x", Env = [new EnvVariable("HIDDEN", "1", IsSecret: true)] });

        outcome.Should().BeOfType<PrepareOutcome.Unreadable>().Which.Message.Should().Contain("secrets.key");
    }

    public void Dispose() => _fixture.Dispose();

    private Task<DeployedFunction> DeployAsync() => _fixture.CommitAsync(_fixture.Deploy("hello", input => input with
    {
        Env = [new EnvVariable("OPEN", "seen", IsSecret: false), new EnvVariable("HIDDEN", "hush hush", IsSecret: true)],
    }));
}
