using System.Globalization;

namespace MolnOS.Sandbox.Hosting.Configuration;

/// <summary>The few keys that also have a short name of their own.</summary>
internal static class SettingKeys
{
    /// <summary>Where to listen.</summary>
    public const string Urls = "Hosting:Urls";

    /// <summary>The key of the first administrator.</summary>
    public const string AdminToken = "Access:AdminToken";

    /// <summary>A port alone means the loopback address: nothing is open to the network unless somebody says so.</summary>
    public static string UrlOfPort(string port, string origin) =>
        ushort.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? $"http://127.0.0.1:{number}"
            : throw StartRefusedException.ForSetting($"{origin} must be a port number between 0 and 65535.");
}
