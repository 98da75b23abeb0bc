using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using MolnOS.Sandbox.Access;
using MolnOS.Sandbox.Access.Jwt;
using MolnOS.Sandbox.Persistence;

namespace MolnOS.Sandbox.Supervisor.Tests.Access.Jwt;

/// <summary>The admission of JWTs with a clock of the test's own.</summary>
internal sealed class JwtRig : IDisposable
{
    private readonly JwtCallers _callers;
    private readonly MemoryRoles _roles = new();

    public JwtRig(AuthOptions options)
    {
        var wrapped = Options.Create(options);
        Keys = new AuthorityKeys(wrapped, Time, NullLogger<AuthorityKeys>.Instance);
        Directory = new AccountDirectory(new MemoryAccounts(), _roles, Time);
        _callers = new JwtCallers(new TokenCheck(wrapped, Time), Keys, Directory, Time, NullLogger<JwtCallers>.Instance);
    }

    public ManualTime Time { get; } = new();

    public AuthorityKeys Keys { get; }

    public AccountDirectory Directory { get; }

    public DateTimeOffset Now => Time.GetUtcNow();

    public async Task<Caller?> FindAsync(string token) =>
        await new Authenticator(Directory, _callers).AuthenticateAsync($"Bearer {token}", CancellationToken.None);

    public async Task SetRoleAsync(string id, params string[] permissions)
    {
        var role = new StoredRole { Id = id, Name = id, Description = "", Permissions = permissions, CreatedAt = Now, UpdatedAt = Now };
        await Directory.ChangeAsync(before => Task.FromResult(before.With(role)), CancellationToken.None);
    }

    public void Dispose() => Keys.Dispose();
}
