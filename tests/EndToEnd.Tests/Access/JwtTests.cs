using System.Text.Json.Nodes;
using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.EndToEnd.Tests.Access;

/// <summary>Callers with tokens of somebody else's making: by a shared secret, or by an authority's keys.</summary>
public sealed class JwtTests
{
    private const string Secret = "a secret of at least thirty-two bytes";
    private const string Echo = "async function handler(request, context) { return context.identity; }";

    [Fact]
    public async Task Tokens_of_an_authority_open_what_their_roles_allow_through_rotations_and_outages()
    {
        await using var authority = await TestAuthority.StartAsync();
        using var first = authority.AddRsa("first");
        await using var supervisor = await StartAsync(authority);
        using var admin = supervisor.Client();
        var function = await admin.DeployAsync(Echo);
        var role = await admin.AddRoleAsync($"functions.execute:{function}");

        // By its first key: the function alone.
        using var ada = admin.As(TestTokens.Rs256(first, "first", Claims(authority, role)));
        var identity = (await ada.CallAsync(function)).Json;
        (identity["id"]!.GetValue<string>(), identity["type"]!.GetValue<string>(), identity["roles"]![0]!.GetValue<string>()).Should().Be(("ada", "user", role));
        (await ada.GetAsync("/functions/list")).Status.Should().Be(403);

        // By a key it began to use meanwhile.
        using var second = authority.AddEc("second");
        var token = TestTokens.Es256(second, "second", Claims(authority, role));
        using var rotated = admin.As(token);
        await Eventually.HoldsAsync(async () => (await rotated.CallAsync(function)).Status == 200, TimeSpan.FromSeconds(10), "the new key is found");

        // The authority is down: known tokens and new ones by known keys are good.
        authority.IsDown = true;
        (await rotated.CallAsync(function)).Status.Should().Be(200);
        using var late = admin.As(TestTokens.Es256(second, "second", Claims(authority, role, claims => claims["sub"] = "grace")));
        (await late.CallAsync(function)).Json["id"]!.GetValue<string>().Should().Be("grace");

        // A changed role holds for tokens that are known.
        await admin.ChangeRoleAsync(role, "functions.read");
        (await rotated.CallAsync(function)).Status.Should().Be(403);
        (await rotated.GetAsync("/functions/list")).Status.Should().Be(200);
    }

    [Fact]
    public async Task A_token_by_the_secret_opens_what_its_roles_allow_and_a_wrong_one_nothing()
    {
        await using var supervisor = await SupervisorProcess.StartAsync(("Auth:JwtSecret", Secret), ("Auth:Issuer", "me"), ("Auth:Audience", "molnos"));
        using var admin = supervisor.Client();
        var function = await admin.DeployAsync(Echo);
        var claims = TestTokens.Claims(DateTimeOffset.UtcNow, "user");
        (claims["iss"], claims["aud"]) = ("me", "molnos");
        using var good = admin.As(TestTokens.Hs256(Secret, claims));
        using var unsigned = admin.As(TestTokens.Sign(new JsonObject { ["alg"] = "none" }, claims, _ => []));
        using var forged = admin.As(TestTokens.Hs256(Secret + "!", claims));

        (await good.CallAsync(function)).Json["id"]!.GetValue<string>().Should().Be("ada");
        (await good.GetAsync("/identity/whoami")).Json["permissions"]!.AsArray().Should().HaveCount(2);
        (await unsigned.CallAsync(function)).Status.Should().Be(401);
        (await forged.GetAsync("/functions/list")).Status.Should().Be(401);
        supervisor.Output.Should().NotContain(Secret);
    }

    [Theory]
    [InlineData("Auth:JwtSecret", "too short", "Auth:JwtSecret")]
    [InlineData("Auth:Authority", "https://issuer.example", "Auth:Audience must be set")]
    [InlineData("Auth:Authority", "http://issuer.example", "Auth:Authority must be an https://")]
    public async Task A_setting_that_would_open_the_door_too_wide_stops_the_start(string key, string value, string message)
    {
        var start = async () => await SupervisorProcess.StartAsync((key, value));

        (await start.Should().ThrowAsync<InvalidOperationException>()).Which.Message.Should().Contain("exited with 2").And.Contain(message);
    }

    private static Task<SupervisorProcess> StartAsync(TestAuthority authority) => SupervisorProcess.StartAsync(
        ("Auth:Authority", authority.Address), ("Auth:Audience", "molnos"), ("Auth:KeyRefreshInterval", "1s"));

    private static JsonObject Claims(TestAuthority authority, string role, Action<JsonObject>? with = null)
    {
        var claims = TestTokens.Claims(DateTimeOffset.UtcNow, role);
        (claims["iss"], claims["aud"]) = (authority.Address, "molnos");
        with?.Invoke(claims);
        return claims;
    }
}
