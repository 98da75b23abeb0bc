using Microsoft.Extensions.Primitives;
using MolnOS.Sandbox.Access;
using MolnOS.Sandbox.Protocol.Worker;

namespace MolnOS.Sandbox.Supervisor.Tests.Access;

/// <summary>Who an <c>Authorization</c> header speaks for.</summary>
public sealed class AuthenticatorTests
{
    private readonly AccountDirectory _directory = new(new MemoryAccounts(), new MemoryRoles(), TimeProvider.System);
    private readonly string _key = AccessKey.New("reader");

    [Theory]
    [InlineData("Bearer {0}")]
    [InlineData("bearer {0}")]
    [InlineData("Bearer  {0} ")]
    public async Task A_key_is_known_however_the_scheme_is_written(string header)
    {
        await AddAsync();

        (await AuthenticateAsync(string.Format(null, header, _key)))!.Identity.Id.Should().Be("reader");
    }

    [Theory]
    [InlineData("{0}")]
    [InlineData("Basic {0}")]
    [InlineData("Bearer")]
    [InlineData("Bearer ")]
    [InlineData("Bearer {0}x")]
    [InlineData("Bearer sa.reader.x")]
    [InlineData("Bearer sa.nobody.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("Bearer {0}, Bearer {0}")]
    [InlineData("Bearer \u00e9\u00e9\u00e9")]
    public async Task Anything_else_speaks_for_nobody(string header)
    {
        await AddAsync();

        (await AuthenticateAsync(string.Format(null, header, _key))).Should().BeNull();
    }

    [Fact]
    public async Task Two_headers_speak_for_nobody()
    {
        await AddAsync();

        (await AuthenticateAsync(new StringValues([$"Bearer {_key}", $"Bearer {_key}"]))).Should().BeNull();
    }

    [Fact]
    public async Task A_header_of_any_length_is_refused_without_harm() => (await AuthenticateAsync("Bearer " + new string('a', 100_000))).Should().BeNull();

    [Fact]
    public async Task A_replaced_key_opens_nothing_any_more()
    {
        await AddAsync();

        await _directory.ReplaceKeyAsync("reader", AccessKey.New("reader"), CancellationToken.None);

        (await AuthenticateAsync($"Bearer {_key}")).Should().BeNull();
    }

    [Fact]
    public async Task A_header_that_was_proven_proves_nothing_once_its_key_was_replaced()
    {
        await AddAsync();
        var authenticator = new Authenticator(_directory, jwt: null);
        var header = $"Bearer {_key}";
        var first = await authenticator.AuthenticateAsync(header, CancellationToken.None);
        var again = await authenticator.AuthenticateAsync(header, CancellationToken.None);

        await _directory.ReplaceKeyAsync("reader", AccessKey.New("reader"), CancellationToken.None);

        first!.Identity.Id.Should().Be("reader");
        again.Should().BeSameAs(first);
        (await authenticator.AuthenticateAsync(header, CancellationToken.None)).Should().BeNull();
    }

    [Fact]
    public async Task A_proven_header_proves_nothing_for_another_with_the_same_beginning()
    {
        await AddAsync();
        var authenticator = new Authenticator(_directory, jwt: null);
        await authenticator.AuthenticateAsync($"Bearer {_key}", CancellationToken.None);

        (await authenticator.AuthenticateAsync($"Bearer {_key[..^1]}", CancellationToken.None)).Should().BeNull();
    }

    private ValueTask<Caller?> AuthenticateAsync(StringValues header) => new Authenticator(_directory, jwt: null).AuthenticateAsync(header, CancellationToken.None);

    private Task<bool> AddAsync() =>
        _directory.AddAsync(new CallerIdentity("reader", "Reader", "service-account", ["user"]), "reads", _key, CancellationToken.None);
}
