using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using MolnOS.Sandbox.Functions;

namespace MolnOS.Sandbox.Fetch;

/// <summary>Settings of what functions fetch, section <c>Fetch</c>.</summary>
internal sealed class FetchOptions
{
    /// <summary>Section of the configuration.</summary>
    public const string Section = "Fetch";

    /// <summary>Names, separated by commas, that may lead to addresses which are not public, such as <c>db.internal,*.svc.cluster.local</c>.</summary>
    [StringLength(16 * 1024)]
    public string? PrivateHosts { get; set; }

    /// <summary>Whether a function may fetch from an address that is not public when a target names that very address.</summary>
    public bool PrivateAddresses { get; set; } = true;

    /// <summary>Longest body of a request.</summary>
    [Range(1024, 1024L * 1024 * 1024 * 1024)]
    public long MaxRequestBytes { get; set; } = 256 * 1024 * 1024;

    /// <summary>Longest body of a response, decoded.</summary>
    [Range(1024, 1024L * 1024 * 1024 * 1024)]
    public long MaxResponseBytes { get; set; } = 256 * 1024 * 1024;

    /// <summary>All headers of a request, and of a response, together.</summary>
    [Range(1024, 1024 * 1024)]
    public int MaxHeaderBytes { get; set; } = 64 * 1024;

    /// <summary>Fetches that one invocation may have open.</summary>
    [Range(1, 10_000)]
    public int MaxPerInvocation { get; set; } = 64;

    /// <summary>Fetches that one function may have open.</summary>
    [Range(1, 100_000)]
    public int MaxPerFunction { get; set; } = 256;

    /// <summary>Fetches that all functions together may have open.</summary>
    [Range(1, 100_000)]
    public int MaxOpen { get; set; } = 1024;

    /// <summary>How long a connection may take, its TLS included.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:05:00")]
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long the other side may be silent while the function waits.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:15:00")]
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromMinutes(5);
}

/// <summary>Checks the members of <see cref="FetchOptions"/> at start.</summary>
[OptionsValidator]
internal sealed partial class FetchOptionsValidator : IValidateOptions<FetchOptions>;

/// <summary>Checks that the private hosts are names.</summary>
internal sealed class FetchOptionsRules : IValidateOptions<FetchOptions>
{
    public ValidateOptionsResult Validate(string? name, FetchOptions options)
    {
        var wrong = PrivateHosts.NamesIn(options.PrivateHosts).FirstOrDefault(host => HostTarget.Read(host) is not { Host.Address: null, Port: null });
        return wrong is null
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail($"Fetch:PrivateHosts must be names such as db.internal or *.internal, separated by commas, not '{wrong}'. An address is named by the function's own target.");
    }
}
