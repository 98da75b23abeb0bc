using MolnOS.Sandbox.Functions;
using MolnOS.Sandbox.Invocation;
using MolnOS.Sandbox.Protocol.Functions;

namespace MolnOS.Sandbox.Supervisor.Tests.Invocation;

/// <summary>A program of our own among functions: found by an id that no function can have, heard in the server's log alone.</summary>
public sealed class SystemFunctionsTests
{
    private readonly RecordingLogger<SystemFunctions> _logger = new();
    private readonly SystemFunctions _functions;

    public SystemFunctionsTests() => _functions = new SystemFunctions([new SystemFunction("checker", "the source", new FunctionLimits { MemoryMb = 64 })], _logger);

    [Fact]
    public void It_is_found_by_its_own_id_and_no_function_can_have_that()
    {
        var function = _functions.Find("system:checker")!.Function;

        function.IsSystem.Should().BeTrue();
        function.Definition.Limits.MemoryMb.Should().Be(64);
        function.Definition.Bindings.Should().BeNull("it may reach no service");
        FunctionNames.IsId(function.Id).Should().BeFalse();
        FunctionNames.IsName(function.Id).Should().BeFalse();
        _functions.Find("checker").Should().BeNull();
        _functions.Find("abcd1234").Should().BeNull();
    }

    [Fact]
    public void What_its_workers_say_is_one_bounded_line_each_of_the_servers_log()
    {
        _functions.Log("system:checker", "error", $"first\nsecond\u001b[31m {new string('x', 1000)}");
        _functions.Log("system:checker", "info", "hello");

        _logger.Lines.Should().HaveCount(2);
        _logger.Lines[0].Should().StartWith("A worker of system:checker: first second [31m xxx").And.NotContainAny("\n", "\u001b");
        _logger.Lines[0].Length.Should().BeLessThan(600);
    }
}
