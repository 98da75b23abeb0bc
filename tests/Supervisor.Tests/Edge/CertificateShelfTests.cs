using System.Diagnostics.Metrics;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using MolnOS.Sandbox.Edge.Tls;
using MolnOS.Sandbox.Hosting;
using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.Supervisor.Tests.Edge;

/// <summary>Certificates are read from their files, and again when these change; what is of no use replaces nothing.</summary>
[SupportedOSPlatform("linux")]
public sealed class CertificateShelfTests : IDisposable
{
    private readonly DataFolder _folder = new();
    private readonly Meter _meter = new("test");
    private readonly RecordingLogger<CertificateShelf> _log = new();
    private readonly TestCertificate _old = TestCertificate.For("api.test", "*.api.test");
    private readonly TestCertificate _new = TestCertificate.For("api.test");

    public void Dispose()
    {
        _meter.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Without_hosts_of_its_own_a_certificate_is_for_the_names_in_it()
    {
        var shelf = Shelf(_old);

        shelf.For("api.test").Hosts.Should().Equal("api.test", "*.api.test");
        _log.Lines.Should().BeEmpty();
    }

    [Fact]
    public void A_replaced_pair_is_served_once_it_stood_still_between_two_looks()
    {
        var shelf = Shelf(_old);
        _new.WriteTo(_folder.Path, "api");

        shelf.Refresh();
        var moving = Served(shelf);
        shelf.Refresh();

        moving.Should().Be(_old.Thumbprint);
        Served(shelf).Should().Be(_new.Thumbprint);
        _log.Lines.Should().ContainSingle().Which.Should().StartWith("The certificate for api.test was replaced");
    }

    [Fact]
    public void A_pair_behind_links_is_replaced_too()
    {
        var before = _old.WriteTo(_folder.Path, "before");
        var after = _new.WriteTo(_folder.Path, "after");
        var link = (Certificate: Path.Combine(_folder.Path, "api.pem"), Key: Path.Combine(_folder.Path, "api.key"));
        File.CreateSymbolicLink(link.Certificate, before.Certificate);
        File.CreateSymbolicLink(link.Key, before.Key);
        var shelf = Shelf(link);
        File.Delete(link.Certificate);
        File.Delete(link.Key);
        File.CreateSymbolicLink(link.Certificate, after.Certificate);
        File.CreateSymbolicLink(link.Key, after.Key);

        Look(shelf);

        Served(shelf).Should().Be(_new.Thumbprint);
    }

    [Theory]
    [InlineData("key only")]
    [InlineData("half a certificate")]
    [InlineData("empty")]
    [InlineData("gone")]
    public void A_broken_or_half_written_pair_keeps_the_one_from_before_and_is_complained_of_once(string change)
    {
        var shelf = Shelf(_old);
        var (certificate, key) = (Path.Combine(_folder.Path, "api.pem"), Path.Combine(_folder.Path, "api.key"));
        switch (change)
        {
            case "key only":
                File.WriteAllText(key, _new.KeyPem);
                break;
            case "half a certificate":
                File.WriteAllText(certificate, _new.CertificatePem[..(_new.CertificatePem.Length / 2)]);
                break;
            case "empty":
                File.WriteAllText(key, "");
                break;
            default:
                File.Delete(certificate);
                break;
        }

        Look(shelf);
        Look(shelf);
        var during = Served(shelf);
        _new.WriteTo(_folder.Path, "api");
        Look(shelf);

        during.Should().Be(_old.Thumbprint);
        _log.Lines.Where(line => line.Contains("of no use", StringComparison.Ordinal)).Should().ContainSingle();
        Served(shelf).Should().Be(_new.Thumbprint);
    }

    [Fact]
    public void A_key_that_every_user_may_read_is_warned_of()
    {
        var paths = _old.WriteTo(_folder.Path, "api");
        File.SetUnixFileMode(paths.Key, UnixFileMode.UserRead | UnixFileMode.OtherRead);

        Shelf(paths);

        _log.Lines.Should().ContainSingle().Which.Should().Contain("api.key").And.Contain("chmod");
    }

    [Theory]
    [InlineData(-1, "expired on")]
    [InlineData(5, "expires on")]
    [InlineData(1000, "is not valid before")]
    public void A_certificate_is_served_but_warned_of_when_its_dates_are_near_or_past(int days, string warning)
    {
        var certificate = TestCertificate.For(DateTimeOffset.UtcNow.AddDays(days), "api.test");

        var shelf = Shelf(certificate);

        Served(shelf).Should().Be(certificate.Thumbprint);
        _log.Lines.Should().ContainSingle().Which.Should().Contain(warning);
    }

    [Fact]
    public void The_end_of_a_certificate_is_a_metric()
    {
        var measured = new List<(long Value, string? Host)>();
        var until = DateTimeOffset.FromUnixTimeSeconds(DateTimeOffset.UtcNow.AddDays(40).ToUnixTimeSeconds());
        Shelf(TestCertificate.For(until, "api.test"));
        using var listener = new MeterListener { InstrumentPublished = (instrument, own) => { if (instrument.Meter == _meter) { own.EnableMeasurementEvents(instrument); } } };
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) => measured.Add((value, tags[0].Value as string)));
        listener.Start();

        listener.RecordObservableInstruments();

        measured.Should().Equal((until.ToUnixTimeSeconds(), "api.test"));
    }

    [Theory]
    [InlineData("missing certificate", "Tls:Certificates:0:Certificate: the file", "does not exist")]
    [InlineData("missing key", "Tls:Certificates:0:Key: the file", "does not exist")]
    [InlineData("another's key", "Tls:Certificates:0:Key: the key", "does not belong")]
    [InlineData("key with a password", "Tls:Certificates:0:Key: the key", "has a password")]
    [InlineData("no key", "Tls:Certificates:0:Key: the file", "no private key")]
    [InlineData("no certificate", "Tls:Certificates:0:Certificate: the file", "no certificate")]
    [InlineData("a folder", "Tls:Certificates:0:Key: the file", "is a folder")]
    public void A_start_with_files_of_no_use_is_refused_by_setting_and_reason(string fault, string setting, string reason)
    {
        var paths = _old.WriteTo(_folder.Path, "api");
        switch (fault)
        {
            case "missing certificate":
                File.Delete(paths.Certificate);
                break;
            case "missing key":
                File.Delete(paths.Key);
                break;
            case "another's key":
                File.WriteAllText(paths.Key, _new.KeyPem);
                break;
            case "key with a password":
                using (var key = ECDsa.Create(ECCurve.NamedCurves.nistP256))
                {
                    File.WriteAllText(paths.Key, key.ExportEncryptedPkcs8PrivateKeyPem("secret", new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1)));
                }

                break;
            case "no key":
                File.WriteAllText(paths.Key, "nothing");
                break;
            case "no certificate":
                File.WriteAllText(paths.Certificate, "nothing");
                break;
            default:
                paths.Key = _folder.Path;
                break;
        }

        var start = () => Shelf(paths);

        start.Should().Throw<StartRefusedException>().Where(refused => refused.IsConfiguration)
            .Which.Message.Should().StartWith(setting).And.Contain(reason).And.NotContain("\n");
    }

    private static string Served(CertificateShelf shelf) => shelf.For("api.test").Leaf.Thumbprint;

    private static void Look(CertificateShelf shelf)
    {
        shelf.Refresh();
        shelf.Refresh();
    }

    private CertificateShelf Shelf(TestCertificate certificate) => Shelf(certificate.WriteTo(_folder.Path, "api"));

    private CertificateShelf Shelf((string Certificate, string Key) paths) => new(
        Options.Create(new TlsOptions { Certificates = [new CertificateFiles { Certificate = paths.Certificate, Key = paths.Key }] }), _meter, TimeProvider.System, _log);
}
