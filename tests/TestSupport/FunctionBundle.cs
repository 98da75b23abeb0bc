using System.Diagnostics;

namespace MolnOS.Sandbox.TestSupport;

/// <summary>Bundles a function and the npm packages it imports into one source text, as their authors do before they deploy.</summary>
public static class FunctionBundle
{
    /// <summary>Bundles a file of <c>tests/functions/bundles</c>.</summary>
    /// <param name="entry">Name of the file.</param>
    /// <param name="format"><c>esm</c> or <c>cjs</c>.</param>
    /// <param name="minify">Whether names and white space are shortened.</param>
    public static async Task<string> BuildAsync(string entry, string format = "esm", bool minify = true)
    {
        var output = RepositoryPaths.FromRoot($"artifacts/function-bundles/{(minify ? "min-" : "")}{entry}");
        var start = new ProcessStartInfo(Esbuild)
        {
            UseShellExecute = false,
            RedirectStandardError = true,
            ArgumentList =
            {
                RepositoryPaths.FromRoot($"tests/functions/bundles/{entry}"),
                "--bundle", "--platform=node", "--target=node26", $"--format={format}", $"--outfile={output}", "--log-level=error",
            },
        };
        if (minify)
        {
            start.ArgumentList.Add("--minify");
        }

        using var process = Process.Start(start) ?? throw new InvalidOperationException("esbuild did not start.");
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? await File.ReadAllTextAsync(output) : throw new InvalidOperationException($"esbuild could not bundle {entry}:\n{errors}");
    }

    // The binary itself, since its JavaScript front needs a Node of its own.
    private static string Esbuild => RepositoryPaths.FromRoot(
        $"tests/node_modules/@esbuild/linux-{System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}/bin/esbuild");
}
