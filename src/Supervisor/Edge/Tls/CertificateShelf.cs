using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Options;
using MolnOS.Sandbox.Hosting;

namespace MolnOS.Sandbox.Edge.Tls;

/// <summary>The certificates that are served now. Handshakes read a snapshot; whoever holds an older one goes on with it.</summary>
internal sealed partial class CertificateShelf
{
    private static readonly TimeSpan SoonExpired = TimeSpan.FromDays(14);

    private readonly List<CertificateFiles> _files;
    private readonly CertificateSlot[] _slots;
    private readonly TimeProvider _time;
    private readonly ILogger<CertificateShelf> _logger;
    private ImmutableArray<ServedCertificate> _served;
    private volatile ServerNames? _names;

    /// <summary>Reads all of them.</summary>
    /// <exception cref="StartRefusedException">One is of no use; the message names its setting.</exception>
    public CertificateShelf(IOptions<TlsOptions> options, Meter meter, TimeProvider time, ILogger<CertificateShelf> logger)
    {
        _files = options.Value.Certificates;
        _time = time;
        _logger = logger;
        _slots = new CertificateSlot[_files.Count];
        _served = [.. _files.Select(ReadFirst)];
        _names = _served.IsEmpty ? null : new ServerNames(_served);
        meter.CreateObservableGauge(
            "molnos_tls_certificate_expires_timestamp_seconds",
            () => _served.Select(static one => new Measurement<long>(one.NotAfter.ToUnixTimeSeconds(), new KeyValuePair<string, object?>("host", one.Name))),
            description: "When a served certificate ends to be valid, in seconds since 1970.");
    }

    /// <summary>Whether there is none.</summary>
    public bool IsEmpty => _names is null;

    /// <summary>The certificate for the name that a caller asks for.</summary>
    public ServedCertificate For(string? name) => _names!.For(name);

    /// <summary>Looks at the files once, and takes over what changed and is of use. What is not is complained of once, and the old one goes on.</summary>
    public void Refresh()
    {
        for (var index = 0; index < _slots.Length; index++)
        {
            var pair = PemPair.Read(_files[index]);
            if (!_slots[index].IsDue(pair.Digest))
            {
                continue;
            }

            switch (CertificateReading.Of(_files[index], pair))
            {
                case CertificateReading.Good good:
                    _served = _served.SetItem(index, good.Certificate);
                    _names = new ServerNames(_served);
                    LogReplaced(good.Certificate.Name, good.Certificate.NotAfter);
                    Remark(index, pair, good.Certificate);
                    break;
                case CertificateReading.Useless useless:
                    LogKept(_served[index].Name, useless.Why);
                    break;
            }
        }
    }

    private ServedCertificate ReadFirst(CertificateFiles files, int index)
    {
        var pair = PemPair.Read(files);
        _slots[index] = new CertificateSlot(pair.Digest);
        switch (CertificateReading.Of(files, pair))
        {
            case CertificateReading.Good good:
                Remark(index, pair, good.Certificate);
                return good.Certificate;
            case CertificateReading.Useless useless:
                throw StartRefusedException.ForSetting($"Tls:Certificates:{index}:{useless.Member}: {useless.Why}.");
        }

        throw new System.Diagnostics.UnreachableException();
    }

    private void Remark(int index, PemPair pair, ServedCertificate certificate)
    {
        var now = _time.GetUtcNow();
        if (certificate.NotAfter <= now)
        {
            LogExpired(certificate.Name, certificate.NotAfter);
        }
        else if (certificate.NotAfter - now < SoonExpired)
        {
            LogExpiresSoon(certificate.Name, certificate.NotAfter);
        }
        else if (certificate.NotBefore > now)
        {
            LogNotYetValid(certificate.Name, certificate.NotBefore);
        }

        if (pair.Key.IsOpenToOthers)
        {
            LogOpenKey(_files[index].Key);
        }
    }

    [LoggerMessage(920, LogLevel.Information, "The certificate for {Host} was replaced; the new one is valid until {NotAfter:u}.")]
    private partial void LogReplaced(string host, DateTimeOffset notAfter);

    [LoggerMessage(921, LogLevel.Warning, "The files of the certificate for {Host} changed, but are of no use: {Why}. The one from before is served on.")]
    private partial void LogKept(string host, string why);

    [LoggerMessage(922, LogLevel.Warning, "The certificate for {Host} expired on {NotAfter:u}: callers will refuse it. Replace its files; no restart is needed.")]
    private partial void LogExpired(string host, DateTimeOffset notAfter);

    [LoggerMessage(923, LogLevel.Warning, "The certificate for {Host} expires on {NotAfter:u}. Replace its files before; no restart is needed.")]
    private partial void LogExpiresSoon(string host, DateTimeOffset notAfter);

    [LoggerMessage(924, LogLevel.Warning, "The certificate for {Host} is not valid before {NotBefore:u}: callers will refuse it until then.")]
    private partial void LogNotYetValid(string host, DateTimeOffset notBefore);

    [LoggerMessage(925, LogLevel.Warning, "The private key {Path} may be read by every user of this machine: chmod o-r it.")]
    private partial void LogOpenKey(string path);
}
