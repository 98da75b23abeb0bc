using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace MolnOS.Sandbox.Cli.Sources;

/// <summary>Looks what code imports, well enough to know whether it must be bundled; the bundler itself then reads it properly.</summary>
internal static partial class ImportScan
{
    private static readonly FrozenSet<string> _builtins = new[]
    {
        "assert", "async_hooks", "buffer", "child_process", "cluster", "console", "constants", "crypto", "dgram", "diagnostics_channel", "dns",
        "domain", "events", "fs", "http", "http2", "https", "inspector", "module", "net", "os", "path", "perf_hooks", "process", "punycode",
        "querystring", "readline", "repl", "stream", "string_decoder", "sys", "timers", "tls", "trace_events", "tty", "url", "util", "v8", "vm",
        "wasi", "worker_threads", "zlib",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The first import that is none of Node's own modules; null when there is none.</summary>
    public static string? FirstToBundle(string code)
    {
        var withoutComments = Comment().Replace(code, static match => match.Value is ['/', ..] ? " " : match.Value);
        return Import().Matches(withoutComments)
            .Select(match => match.Groups["from"].Value)
            .FirstOrDefault(specifier => !IsBuiltin(specifier));
    }

    private static bool IsBuiltin(string specifier) =>
        specifier.StartsWith("node:", StringComparison.Ordinal) || _builtins.Contains(specifier.Split('/')[0]);

    // Strings are matched so that a comment's beginning within one is left alone.
    [GeneratedRegex("""
        "(\\.|[^"\\\n])*"|'(\\.|[^'\\\n])*'|`(\\.|[^`\\])*`|/\*.*?\*/|(?<=^|[\s;{},()])//[^\n]*
        """, RegexOptions.ExplicitCapture | RegexOptions.Singleline | RegexOptions.IgnorePatternWhitespace, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Comment();

    // An import of types alone is gone once the types are stripped.
    [GeneratedRegex("""
        (?<=^|[;{}\s])(import|export)\s*(?!type[\s{])([\w$*{][^;'"`]*?\bfrom\s*|[{*][^;'"`]*?\bfrom\s*)?["'](?<from>[^"'\n]+)["']
        |(?<![\w$.])(require|import)\s*\(\s*["'](?<from>[^"'\n]+)["']\s*\)
        """, RegexOptions.ExplicitCapture | RegexOptions.IgnorePatternWhitespace, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Import();
}
