using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace MolnOS.Sandbox.Traces;

/// <summary>How an OpenTelemetry collector is spoken to.</summary>
internal enum OtlpProtocol
{
    /// <summary>Protobuf in requests over HTTP.</summary>
    HttpProtobuf,

    /// <summary>gRPC.</summary>
    Grpc,
}

/// <summary>Where spans and metrics are sent, if anywhere.</summary>
internal sealed class OtlpOptions
{
    /// <summary>Section of the configuration.</summary>
    public const string Section = "Otlp";

    /// <summary>Address of a collector, such as <c>http://127.0.0.1:4318</c>; null sends nothing.</summary>
    [RegularExpression("^https?://[^\\s/?#@]+(/[^\\s?#]*)?$", ErrorMessage = "The field {0} must be an http:// or https:// address of a collector, such as http://127.0.0.1:4318.")]
    public string? Endpoint { get; set; }

    /// <summary>How it is spoken to.</summary>
    [EnumDataType(typeof(OtlpProtocol))]
    public OtlpProtocol Protocol { get; set; } = OtlpProtocol.HttpProtobuf;

    /// <summary>Headers of every export, such as <c>api-key=secret,tenant=one</c>.</summary>
    [RegularExpression(@"^[A-Za-z0-9_.\-]+=[\x21-\x2b\x2d-\x7e]+(,[A-Za-z0-9_.\-]+=[\x21-\x2b\x2d-\x7e]+)*$", ErrorMessage = "The field {0} must be a list such as name=value,name=value.")]
    public string? Headers { get; set; }

    /// <summary>What this server is called there.</summary>
    [Required]
    [StringLength(255, MinimumLength = 1)]
    public string ServiceName { get; set; } = "molnos-sandbox";

    /// <summary>Which part of the traces that begin here is kept; a caller's trace is kept as its caller keeps it.</summary>
    [Range(0.0, 1.0)]
    public double SamplingRatio { get; set; } = 1;

    /// <summary>How long spans may wait to be sent together.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00", ConvertValueInInvariantCulture = true, ParseLimitsInInvariantCulture = true)]
    public TimeSpan SpanDelay { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Whether metrics are sent as well as spans.</summary>
    public bool Metrics { get; set; } = true;

    /// <summary>How often metrics are sent.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00", ConvertValueInInvariantCulture = true, ParseLimitsInInvariantCulture = true)]
    public TimeSpan MetricsInterval { get; set; } = TimeSpan.FromMinutes(1);
}

/// <summary>Checks <see cref="OtlpOptions"/> at start.</summary>
[OptionsValidator]
internal sealed partial class OtlpOptionsValidator : IValidateOptions<OtlpOptions>;
