using MolnOS.Sandbox.Cli;
using MolnOS.Sandbox.Cli.Output;

[assembly: System.Runtime.Versioning.SupportedOSPlatform("linux")]
[assembly: System.Runtime.Versioning.SupportedOSPlatform("macos")]

return await CommandLineProgram.RunAsync(args, Surroundings.OfProcess());
