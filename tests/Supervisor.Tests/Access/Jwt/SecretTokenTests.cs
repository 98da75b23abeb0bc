using System.Text;
using System.Text.Json.Nodes;
using MolnOS.Sandbox.Access;
using MolnOS.Sandbox.Access.Jwt;
using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.Supervisor.Tests.Access.Jwt;

/// <summary>JWTs that are signed with the secret.</summary>
public sealed class SecretTokenTests : IDisposable
{
    private const string Secret = "a secret of at least thirty-two bytes";

    private readonly JwtRig _rig = new(new AuthOptions { JwtSecret = Secret, Issuer = "https://issuer.example", Audience = "molnos" });

    public void Dispose() => _rig.Dispose();

    [Fact]
    public async Task A_good_token_speaks_for_its_subject_with_its_roles()
    {
        var caller = await _rig.FindAsync(TestTokens.Hs256(Secret, Claims(claims => claims["name"] = "Ada Lovelace")));

        var (identity, permissions) = caller!;
        (identity.Id, identity.Name, identity.Type).Should().Be(("ada", "Ada Lovelace", "user"));
        identity.Roles.Should().Equal("user");
        permissions.Names.Should().Equal("functions.read", "functions.execute");
    }

    [Fact]
    public async Task The_roles_may_be_one_text_and_those_that_nobody_knows_allow_nothing()
    {
        (await _rig.FindAsync(TestTokens.Hs256(Secret, Claims(claims => claims["roles"] = "user"))))!.Permissions.Names.Should().HaveCount(2);
        (await _rig.FindAsync(TestTokens.Hs256(Secret, Claims(claims => claims["roles"] = "user administrator"))))!.Permissions.Names.Should().BeEmpty();
        (await _rig.FindAsync(TestTokens.Hs256(Secret, Claims(claims => claims["roles"] = new JsonArray("nobody", "Administrator")))))!.Permissions.Names.Should().BeEmpty();
        (await _rig.FindAsync(TestTokens.Hs256(Secret, Claims(claims => claims.Remove("roles")))))!.Permissions.Names.Should().BeEmpty();
    }

    [Fact]
    public async Task Audiences_may_be_several()
    {
        var caller = await _rig.FindAsync(TestTokens.Hs256(Secret, Claims(claims => claims["aud"] = new JsonArray("other", "molnos"))));

        caller.Should().NotBeNull();
    }

    public static TheoryData<string, string?> WrongClaims => new()
    {
        { "iss", null }, { "iss", "\"https://other.example\"" }, { "iss", "\"https://issuer.example/\"" }, { "iss", "7" },
        { "aud", null }, { "aud", "\"other\"" }, { "aud", "[]" }, { "aud", "\"MOLNOS\"" },
        { "exp", null }, { "exp", "\"never\"" }, { "exp", "0" }, { "exp", "-1" }, { "exp", "1e300" }, { "exp", "9223372036854775807" },
        { "nbf", "4102444800" },
        { "sub", null }, { "sub", "\"\"" }, { "sub", "7" }, { "sub", "\"a\\u0000b\"" },
        { "roles", "7" }, { "roles", "[7]" }, { "roles", "{}" }, { "roles", "[[\"administrator\"]]" },
    };

    [Theory]
    [MemberData(nameof(WrongClaims))]
    public async Task A_token_with_a_wrong_claim_is_refused(string name, string? value)
    {
        var token = TestTokens.Hs256(Secret, Claims(claims =>
        {
            claims.Remove(name);
            if (value is not null)
            {
                claims[name] = JsonNode.Parse(value);
            }
        }));

        (await _rig.FindAsync(token)).Should().BeNull();
    }

    [Theory]
    [InlineData("roles", "[\"administrator\"]")]
    [InlineData("sub", "\"administrator\"")]
    public async Task A_claim_that_is_given_twice_is_refused_since_readers_could_differ_on_which_counts(string name, string value)
    {
        var claims = Claims().ToJsonString();
        var twice = $"{claims[..^1]},\"{name}\":{value}}}";

        (await _rig.FindAsync(Signed(claims))).Should().NotBeNull();
        (await _rig.FindAsync(Signed(twice))).Should().BeNull();

        static string Signed(string claims) =>
            TestTokens.Sign("""{"alg":"HS256"}""", claims, text => System.Security.Cryptography.HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), text));
    }

    [Theory]
    [InlineData(-31, false)]
    [InlineData(-29, true)]
    public async Task An_end_is_kept_within_half_a_minute(int secondsFromNow, bool isGood)
    {
        var token = TestTokens.Hs256(Secret, Claims(claims => claims["exp"] = _rig.Now.AddSeconds(secondsFromNow).ToUnixTimeSeconds()));

        (await _rig.FindAsync(token) is not null).Should().Be(isGood);
    }

    [Theory]
    [InlineData(31, false)]
    [InlineData(29, true)]
    public async Task A_beginning_is_kept_within_half_a_minute(int secondsFromNow, bool isGood)
    {
        var token = TestTokens.Hs256(Secret, Claims(claims => claims["nbf"] = _rig.Now.AddSeconds(secondsFromNow).ToUnixTimeSeconds()));

        (await _rig.FindAsync(token) is not null).Should().Be(isGood);
    }

    [Fact]
    public async Task A_token_that_was_good_is_refused_once_it_has_ended()
    {
        var token = TestTokens.Hs256(Secret, Claims());
        (await _rig.FindAsync(token)).Should().NotBeNull();

        _rig.Time.Pass(TimeSpan.FromHours(1) + TimeSpan.FromSeconds(31));

        (await _rig.FindAsync(token)).Should().BeNull();
    }

    [Fact]
    public async Task A_changed_role_holds_for_a_token_that_was_seen_before()
    {
        var token = TestTokens.Hs256(Secret, Claims(claims => claims["roles"] = "reader"));
        (await _rig.FindAsync(token))!.Permissions.Names.Should().BeEmpty();

        await _rig.SetRoleAsync("reader", "functions.read");
        (await _rig.FindAsync(token))!.Permissions.Names.Should().Equal("functions.read");

        await _rig.SetRoleAsync("reader", "metrics.read");
        (await _rig.FindAsync(token))!.Permissions.Names.Should().Equal("metrics.read");
    }

    [Fact]
    public async Task A_token_seen_before_is_not_checked_anew()
    {
        var token = TestTokens.Hs256(Secret, Claims());
        var first = await _rig.FindAsync(token);

        (await _rig.FindAsync(token)).Should().BeSameAs(first);
    }

    [Theory]
    [InlineData("""{"alg":"none"}""")]
    [InlineData("""{"alg":"None"}""")]
    [InlineData("""{"alg":"hs256"}""")]
    [InlineData("""{"alg":"HS384"}""")]
    [InlineData("""{"alg":"RS256","kid":"x"}""")]
    [InlineData("""{"alg":["HS256"]}""")]
    [InlineData("""{"alg":"none","alg":"HS256"}""")]
    [InlineData("""{"alg":"HS256","crit":["exp"]}""")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"alg":"HS256" """)]
    public async Task A_header_that_is_not_understood_is_refused_whatever_the_signature(string header)
    {
        var claims = Claims().ToJsonString();

        (await _rig.FindAsync(TestTokens.Sign(header, claims, text => System.Security.Cryptography.HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), text)))).Should().BeNull();
        (await _rig.FindAsync(TestTokens.Sign(header, claims, _ => []))).Should().BeNull();
    }

    [Fact]
    public async Task A_changed_token_is_refused()
    {
        var token = TestTokens.Hs256(Secret, Claims());
        var admin = TestTokens.Hs256("another secret of thirty-two bytes", Claims(claims => claims["roles"] = "administrator"));
        var (good, forged) = (token.Split('.'), admin.Split('.'));

        (await _rig.FindAsync(admin)).Should().BeNull();
        (await _rig.FindAsync($"{good[0]}.{forged[1]}.{good[2]}")).Should().BeNull();
        (await _rig.FindAsync($"{good[0]}.{good[1]}.")).Should().BeNull();
        (await _rig.FindAsync($"{good[0]}.{good[1]}")).Should().BeNull();
        (await _rig.FindAsync($"{token}.")).Should().BeNull();
        (await _rig.FindAsync($"{token}=")).Should().BeNull();
        (await _rig.FindAsync(token)).Should().NotBeNull("the forgeries must fail for what is wrong with them");
    }

    [Fact]
    public async Task A_token_that_is_too_long_is_refused_unread()
    {
        (await _rig.FindAsync(TestTokens.Hs256(Secret, Claims(claims => claims["more"] = new string('x', 5000))))).Should().NotBeNull();
        (await _rig.FindAsync(TestTokens.Hs256(Secret, Claims(claims => claims["more"] = new string('x', TokenCheck.MaxLength))))).Should().BeNull();
    }

    [Fact]
    public async Task Without_a_secret_no_token_of_one_is_admitted()
    {
        using var rig = new JwtRig(new AuthOptions { Authority = "http://127.0.0.1:1", Audience = "molnos" });

        (await rig.FindAsync(TestTokens.Hs256(Secret, Claims()))).Should().BeNull();
        (await rig.FindAsync(TestTokens.Hs256(new byte[1], new JsonObject { ["alg"] = "HS256" }, Claims()))).Should().BeNull();
    }

    [Fact]
    public async Task Where_no_issuer_and_audience_are_set_none_is_asked_for()
    {
        using var rig = new JwtRig(new AuthOptions { JwtSecret = Secret });

        (await rig.FindAsync(TestTokens.Hs256(Secret, TestTokens.Claims(rig.Now, "user")))).Should().NotBeNull();
    }

    private JsonObject Claims(Action<JsonObject>? with = null)
    {
        var claims = TestTokens.Claims(_rig.Now, "user");
        claims["iss"] = "https://issuer.example";
        claims["aud"] = "molnos";
        with?.Invoke(claims);
        return claims;
    }
}
