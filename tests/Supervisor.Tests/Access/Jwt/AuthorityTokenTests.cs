using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using MolnOS.Sandbox.Access;
using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.Supervisor.Tests.Access.Jwt;

/// <summary>JWTs that are signed with keys which an authority publishes.</summary>
public sealed class AuthorityTokenTests : IAsyncLifetime
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(30);

    private TestAuthority _authority = null!;

    private JwtRig Rig { get; set; } = null!;

    public async Task InitializeAsync()
    {
        _authority = await TestAuthority.StartAsync();
        Rig = new JwtRig(new AuthOptions
        {
            Authority = _authority.Address + "/",
            Audience = "molnos",
            JwtSecret = "a secret of at least thirty-two bytes",
            KeyRefreshInterval = s_interval,
        });
    }

    public async Task DisposeAsync()
    {
        Rig.Dispose();
        await _authority.DisposeAsync();
    }

    [Fact]
    public async Task Tokens_by_its_keys_are_admitted()
    {
        using var rsa = _authority.AddRsa("r");
        using var ec = _authority.AddEc("e");

        (await Rig.FindAsync(TestTokens.Rs256(rsa, "r", Claims())))!.Identity.Id.Should().Be("ada");
        (await Rig.FindAsync(TestTokens.Es256(ec, "e", Claims())))!.Identity.Id.Should().Be("ada");
        _authority.TimesAsked.Should().Be(1);
    }

    [Fact]
    public async Task Its_own_name_is_the_issuer_unless_another_is_set()
    {
        using var rsa = _authority.AddRsa("r");
        var token = TestTokens.Rs256(rsa, "r", Claims(claims => claims["iss"] = "https://other.example"));
        using var other = new JwtRig(new AuthOptions { Authority = _authority.Address, Audience = "molnos", Issuer = "https://other.example" });

        (await Rig.FindAsync(token)).Should().BeNull();
        (await other.FindAsync(token)).Should().NotBeNull();
    }

    [Fact]
    public async Task A_new_key_is_asked_for_once_in_a_while_and_found()
    {
        using var first = _authority.AddRsa("first");
        (await Rig.FindAsync(TestTokens.Rs256(first, "first", Claims()))).Should().NotBeNull();

        using var second = _authority.AddRsa("second");
        var token = TestTokens.Rs256(second, "second", Claims());
        (await Rig.FindAsync(token)).Should().BeNull("it was asked a moment ago");
        _authority.TimesAsked.Should().Be(1);

        Rig.Time.Pass(s_interval);
        (await Rig.FindAsync(token)).Should().NotBeNull();
        _authority.TimesAsked.Should().Be(2);
    }

    [Fact]
    public async Task A_flood_of_unknown_keys_asks_once()
    {
        using var rsa = _authority.AddRsa("r");
        using var stranger = RSA.Create(2048);

        var callers = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => Rig.FindAsync(TestTokens.Rs256(stranger, $"k{i}", Claims()))));

        callers.Should().OnlyContain(caller => caller == null);
        _authority.TimesAsked.Should().Be(1);
    }

    [Fact]
    public async Task A_key_that_is_published_no_longer_opens_nothing_not_even_for_a_token_seen_before()
    {
        using var old = _authority.AddRsa("old");
        var token = TestTokens.Rs256(old, "old", Claims());
        (await Rig.FindAsync(token)).Should().NotBeNull();

        _authority.Remove("old");
        Rig.Time.Pass(s_interval);
        await Rig.Keys.RefreshAsync();

        (await Rig.FindAsync(token)).Should().BeNull();
    }

    [Fact]
    public async Task Keys_are_kept_while_it_does_not_answer()
    {
        using var rsa = _authority.AddRsa("r");
        (await Rig.FindAsync(TestTokens.Rs256(rsa, "r", Claims()))).Should().NotBeNull();

        _authority.IsDown = true;
        Rig.Time.Pass(s_interval);
        await Rig.Keys.RefreshAsync();

        (await Rig.FindAsync(TestTokens.Rs256(rsa, "r", Claims(claims => claims["jti"] = "2")))).Should().NotBeNull();
    }

    [Fact]
    public async Task When_it_does_not_answer_at_first_it_is_asked_again()
    {
        using var rsa = _authority.AddRsa("r");
        _authority.IsDown = true;
        var token = TestTokens.Rs256(rsa, "r", Claims());
        (await Rig.FindAsync(token)).Should().BeNull();

        _authority.IsDown = false;
        Rig.Time.Pass(s_interval);

        (await Rig.FindAsync(token)).Should().NotBeNull();
    }

    [Fact]
    public async Task A_public_key_is_no_secret_to_sign_with()
    {
        using var rsa = _authority.AddRsa("r");
        var header = new JsonObject { ["alg"] = "HS256", ["kid"] = "r" };
        byte[][] secrets =
        [
            Encoding.UTF8.GetBytes(rsa.ExportSubjectPublicKeyInfoPem()), Encoding.UTF8.GetBytes(rsa.ExportRSAPublicKeyPem()), rsa.ExportSubjectPublicKeyInfo(),
            rsa.ExportRSAPublicKey(), rsa.ExportParameters(includePrivateParameters: false).Modulus!, Encoding.UTF8.GetBytes(_authority.Keys[0]!["n"]!.GetValue<string>()),
        ];
        (await Rig.FindAsync(TestTokens.Rs256(rsa, "r", Claims()))).Should().NotBeNull();

        foreach (var secret in secrets)
        {
            (await Rig.FindAsync(TestTokens.Hs256(secret, (JsonObject)header.DeepClone(), Claims()))).Should().BeNull();
        }
    }

    [Fact]
    public async Task A_key_serves_the_algorithm_of_its_kind_alone()
    {
        using var rsa = _authority.AddRsa("r");
        using var ec = _authority.AddEc("e");

        (await Rig.FindAsync(TestTokens.Rs256(rsa, "e", Claims()))).Should().BeNull();
        (await Rig.FindAsync(TestTokens.Rs256(rsa, "e", Claims(), "ES256"))).Should().BeNull();
        (await Rig.FindAsync(TestTokens.Es256(ec, "r", Claims()))).Should().BeNull();
        (await Rig.FindAsync(TestTokens.Es256(ec, "e", Claims(), "RS256"))).Should().BeNull();
        (await Rig.FindAsync(TestTokens.Rs256(rsa, "r", Claims(), "PS256"))).Should().BeNull();
        (await Rig.FindAsync(TestTokens.Rs256(rsa, keyId: null, Claims()))).Should().BeNull();
        (await Rig.FindAsync(TestTokens.Es256(ec, "e", Claims()))).Should().NotBeNull();
    }

    [Fact]
    public async Task Keys_that_are_not_for_signing_or_too_weak_are_left_out()
    {
        using var good = _authority.AddRsa("good");
        using var forEncryption = _authority.AddRsa("enc", with: key => key["use"] = "enc");
        using var ofAnother = _authority.AddRsa("rs512", with: key => key["alg"] = "RS512");
        using var weak = _authority.AddRsa("weak", bits: 1024);
        var symmetric = RandomNumberGenerator.GetBytes(32);
        _authority.Keys.Add(new JsonObject { ["kid"] = "oct", ["kty"] = "oct", ["k"] = System.Buffers.Text.Base64Url.EncodeToString(symmetric) });

        (await Rig.FindAsync(TestTokens.Rs256(good, "good", Claims()))).Should().NotBeNull();
        (await Rig.FindAsync(TestTokens.Rs256(forEncryption, "enc", Claims()))).Should().BeNull();
        (await Rig.FindAsync(TestTokens.Rs256(ofAnother, "rs512", Claims()))).Should().BeNull();
        (await Rig.FindAsync(TestTokens.Rs256(weak, "weak", Claims()))).Should().BeNull();
        (await Rig.FindAsync(TestTokens.Hs256(symmetric, new JsonObject { ["alg"] = "HS256", ["kid"] = "oct" }, Claims()))).Should().BeNull();
    }

    [Fact]
    public async Task A_key_that_the_token_brings_along_is_not_believed()
    {
        using var rsa = _authority.AddRsa("r");
        using var own = RSA.Create(2048);
        var jwk = new JsonObject
        {
            ["kty"] = "RSA",
            ["n"] = System.Buffers.Text.Base64Url.EncodeToString(own.ExportParameters(false).Modulus),
            ["e"] = "AQAB",
        };
        var header = new JsonObject { ["alg"] = "RS256", ["kid"] = "r", ["jwk"] = jwk, ["jku"] = "http://127.0.0.1:1/keys", ["x5u"] = "http://127.0.0.1:1/x" };

        (await Rig.FindAsync(TestTokens.Sign(header, Claims(), text => own.SignData(text, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)))).Should().BeNull();
    }

    private JsonObject Claims(Action<JsonObject>? with = null)
    {
        var claims = TestTokens.Claims(Rig.Now, "user");
        claims["iss"] = _authority.Address;
        claims["aud"] = "molnos";
        with?.Invoke(claims);
        return claims;
    }
}
