using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using MolnOS.Sandbox.Triggers;

namespace MolnOS.Sandbox.Supervisor.Tests.Triggers;

/// <summary>Which headers a function sees.</summary>
public sealed class RequestHeadersTests
{
    private readonly HeaderDictionary _headers = new()
    {
        ["Authorization"] = "Bearer key",
        ["X-Molnos-Chain"] = "0",
        ["X-Molnos-Other"] = "1",
        ["Accept"] = new StringValues(["a", "b"]),
        ["Cookie"] = new StringValues(["x=1", "y=2"]),
        ["X-Empty"] = string.Empty,
    };

    [Fact]
    public void Names_are_lower_case_and_repeated_values_are_joined() =>
        See(passAll: false, hideAuthorization: true).Should().Equal(new Dictionary<string, string>
        {
            ["accept"] = "a, b",
            ["cookie"] = "x=1; y=2",
            ["x-empty"] = string.Empty,
        });

    [Fact]
    public void A_public_function_sees_authorization() =>
        See(passAll: false, hideAuthorization: false).Should().Contain("authorization", "Bearer key").And.NotContainKey("x-molnos-other");

    [Fact]
    public void Whoever_wants_all_headers_gets_all() =>
        See(passAll: true, hideAuthorization: true).Should().ContainKeys("authorization", "x-molnos-other");

    [Fact]
    public void No_function_sees_the_chain_of_calls() =>
        See(passAll: true, hideAuthorization: false).Should().NotContainKey("x-molnos-chain");

    private Dictionary<string, string> See(bool passAll, bool hideAuthorization) =>
        new(RequestHeaders.Visible(_headers, passAll, hideAuthorization), StringComparer.Ordinal);
}
