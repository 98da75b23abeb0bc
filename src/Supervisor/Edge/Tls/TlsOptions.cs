using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace MolnOS.Sandbox.Edge.Tls;

/// <summary>The oldest TLS that is spoken.</summary>
internal enum TlsVersion
{
    /// <summary>TLS 1.2 and 1.3.</summary>
    Tls12,

    /// <summary>TLS 1.3 alone.</summary>
    Tls13,
}

/// <summary>What the <c>https://</c> addresses of <c>Hosting:Urls</c> serve.</summary>
internal sealed class TlsOptions
{
    /// <summary>Most certificates; each is looked at once a second.</summary>
    public const int MostCertificates = 500;

    /// <summary>The certificates; the first one answers for every name that none is for.</summary>
    [MaxLength(MostCertificates, ErrorMessage = "The field {0} must have at most {1} items.")]
    public List<CertificateFiles> Certificates { get; set; } = [];

    /// <summary>The oldest version spoken.</summary>
    [EnumDataType(typeof(TlsVersion))]
    public TlsVersion MinimumVersion { get; set; }

    /// <summary>How long a handshake may take.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:01:00", ConvertValueInInvariantCulture = true, ParseLimitsInInvariantCulture = true)]
    public TimeSpan HandshakeTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Whether HTTP/3 is spoken too, where the machine can.</summary>
    public bool Http3 { get; set; }
}

/// <summary>Where one certificate lies, and whom it is for.</summary>
internal sealed class CertificateFiles
{
    /// <summary>Names it is for, such as <c>api.example.com</c> or <c>*.example.com</c>; none means those in the certificate.</summary>
    public List<string> Hosts { get; set; } = [];

    /// <summary>PEM file of the certificate, followed by those between it and its root.</summary>
    public string Certificate { get; set; } = "";

    /// <summary>PEM file of its private key, without a password.</summary>
    public string Key { get; set; } = "";
}

/// <summary>Checks the members of <see cref="TlsOptions"/> at start.</summary>
[OptionsValidator]
internal sealed partial class TlsOptionsValidator : IValidateOptions<TlsOptions>;

/// <summary>Checks that every certificate names its files and hosts that can be asked for.</summary>
internal sealed class TlsOptionsRules : IValidateOptions<TlsOptions>
{
    public ValidateOptionsResult Validate(string? name, TlsOptions options)
    {
        foreach (var (index, files) in options.Certificates.Index())
        {
            var key = $"Tls:Certificates:{index}";
            if (files.Certificate.Length == 0 || files.Key.Length == 0)
            {
                return ValidateOptionsResult.Fail($"{key} must have both, Certificate and Key, which are PEM files.");
            }

            if (files.Hosts.FirstOrDefault(host => !ServerNames.IsPattern(host)) is { } wrong)
            {
                return ValidateOptionsResult.Fail($"{key}:Hosts must be names such as api.example.com or *.example.com, in ASCII, not '{wrong}'.");
            }
        }

        return ValidateOptionsResult.Success;
    }
}
