using MolnOS.Sandbox.Schemas;

namespace MolnOS.Sandbox.Supervisor.Tests.Schemas;

public sealed class SchemaRulesTests
{
    [Theory]
    [InlineData("user")]
    [InlineData("user-profile")]
    [InlineData("a")]
    [InlineData("3d-model-2")]
    public void A_name_is_in_kebab_case(string name) => SchemaRules.IsName(name).Should().BeTrue();

    [Theory]
    [InlineData("")]
    [InlineData("User")]
    [InlineData("user_profile")]
    [InlineData("user profile")]
    [InlineData("-user")]
    [InlineData("user-")]
    [InlineData("user--profile")]
    [InlineData("user/profile")]
    [InlineData("..")]
    [InlineData("användare")]
    [InlineData("user\n")]
    public void Nothing_else_is_a_name(string name) => SchemaRules.IsName(name).Should().BeFalse();

    [Fact]
    public void A_name_has_at_most_128_characters()
    {
        SchemaRules.IsName(new string('a', 128)).Should().BeTrue();
        SchemaRules.IsName(new string('a', 129)).Should().BeFalse();
    }
}
