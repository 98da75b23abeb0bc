using System.Runtime.InteropServices;
using MolnOS.Sandbox.Isolation.Bubblewrap;

namespace MolnOS.Sandbox.Supervisor.Tests.Isolation.Bubblewrap;

public sealed class NodeLibrariesTests
{
    private const string Loader = "/lib64/ld-linux-x86-64.so.2";

    [Fact]
    public void The_loader_and_what_it_lists_are_needed_and_the_vdso_is_not()
    {
        var libraries = Judge(0,
            """
            	linux-vdso.so.1 (0x00007f9f59f73000)
            	libatomic.so.1 => /lib/x86_64-linux-gnu/libatomic.so.1 (0x00007f9f59f61000)
            	libc.so.6 => /usr/lib/with (a) space/libc.so.6 (0x00007f9f59a1e000)
            	/lib64/ld-linux-x86-64.so.2 (0x00007f9f59f75000)
            """);

        libraries.Should().BeOfType<NodeLibraries.Found>().Which.Paths.Should().Equal(
            "/lib/x86_64-linux-gnu/libatomic.so.1", "/usr/lib/with (a) space/libc.so.6", Loader);
    }

    [Theory]
    [InlineData("libatomic.so.1", "libatomic1")]
    [InlineData("libstdc++.so.6", "libstdc++6")]
    [InlineData("libgcc_s.so.1", "libgcc-s1")]
    [InlineData("libm.so.6", "libc6")]
    public void A_missing_library_is_named_with_the_package_that_has_it(string library, string package)
    {
        var libraries = Judge(127, "", $"/opt/node: error while loading shared libraries: {library}: cannot open shared object file: No such file or directory\n");

        Message(libraries).Should().Be($"Node.js needs the library {library}, which is not on this machine: apt-get install {package}");
    }

    [Fact]
    public void A_missing_library_is_named_by_an_older_loader_too() =>
        Message(Judge(0, $"\tlibatomic.so.1 => not found\n\tlibc.so.6 => /lib/libc.so.6 (0x00007f9f59a1e000)\n\t{Loader} (0x00007f9f59f75000)\n"))
            .Should().Contain("libatomic.so.1").And.EndWith("apt-get install libatomic1");

    [Theory]
    [InlineData("/opt/node: error while loading shared libraries: /opt/node: cannot open shared object file: No such file or directory")]
    [InlineData("/opt/node: error while loading shared libraries: /opt/node: invalid ELF header")]
    public void A_binary_that_cannot_be_loaded_is_named_with_the_loaders_words(string complaint) =>
        Message(Judge(127, "", complaint + "\n")).Should().Contain("/opt/node").And.EndWith(complaint).And.NotContain("apt-get");

    [Fact]
    public void A_system_without_glibc_is_told_so() =>
        Message(NodeLibraries.Judge("/opt/node", Loader, answer: null)).Should().Contain(Loader).And.Contain("apt-get install libc6");

    [Theory]
    [InlineData(Architecture.X64, "/lib64/ld-linux-x86-64.so.2")]
    [InlineData(Architecture.Arm64, "/lib/ld-linux-aarch64.so.1")]
    public void Every_architecture_has_its_loader(Architecture architecture, string loader) =>
        NodeLibraries.LoaderFor(architecture).Should().Be(loader);

    private static NodeLibraries Judge(int exitCode, string output, string errors = "") =>
        NodeLibraries.Judge("/opt/node", Loader, new ToolAnswer(exitCode, output, errors));

    private static string Message(NodeLibraries libraries) => libraries.Should().BeOfType<NodeLibraries.Missing>().Which.Message;
}
