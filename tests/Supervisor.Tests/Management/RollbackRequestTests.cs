using System.Text;
using MolnOS.Sandbox.Hosting.Errors;
using MolnOS.Sandbox.Management;

namespace MolnOS.Sandbox.Supervisor.Tests.Management;

/// <summary>What the body of a rollback may be.</summary>
public sealed class RollbackRequestTests
{
    [Fact]
    public void A_version_is_read() => Read(""" { "version" : 7 } """).Should().Be(7);

    [Theory]
    [InlineData("", "not valid JSON")]
    [InlineData("{\"version\":1}{", "not valid JSON")]
    [InlineData("null", "must be an object")]
    [InlineData("7", "must be an object")]
    [InlineData("{}", "version is missing")]
    [InlineData("{\"Version\":1}", "Version is not a known field")]
    [InlineData("{\"version\":1,\"force\":true}", "force is not a known field")]
    [InlineData("{\"version\":1,\"version\":1}", "version is given twice")]
    [InlineData("{\"version\":\"1\"}", "version must be a whole number")]
    [InlineData("{\"version\":1.5}", "version must be a whole number")]
    [InlineData("{\"version\":0}", "version must be a whole number from 1")]
    [InlineData("{\"version\":-1}", "version must be a whole number from 1")]
    [InlineData("{\"version\":2147483648}", "version must be a whole number")]
    [InlineData("{\"version\":null}", "version must be a whole number")]
    public void Anything_else_is_refused_by_name(string body, string complaint)
    {
        var read = () => Read(body);

        var refusal = read.Should().Throw<RefusedException>().Which;
        refusal.Status.Should().Be(400);
        refusal.Message.Should().Contain(complaint);
    }

    private static int Read(string body) => RollbackRequest.Read(Encoding.UTF8.GetBytes(body));
}
