using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace MolnOS.Sandbox.TestSupport;

/// <summary>An OpenID provider on 127.0.0.1, as far as it publishes keys.</summary>
public sealed class TestAuthority : IAsyncDisposable
{
    private readonly WebApplication _app;
    private int _timesAsked;

    private TestAuthority()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Run(AnswerAsync);
    }

    /// <summary>Its address, which is its issuer too.</summary>
    public string Address => _app.Urls.First();

    /// <summary>The keys it publishes, as JSON; a test may add any.</summary>
    public JsonArray Keys { get; } = [];

    /// <summary>Whether it hangs up instead of answering.</summary>
    public bool IsDown { get; set; }

    /// <summary>How often it was asked for its keys, answered or not.</summary>
    public int TimesAsked => Volatile.Read(ref _timesAsked);

    /// <summary>Starts one.</summary>
    public static async Task<TestAuthority> StartAsync()
    {
        var authority = new TestAuthority();
        await authority._app.StartAsync();
        return authority;
    }

    /// <summary>Publishes an RSA key.</summary>
    public RSA AddRsa(string keyId, int bits = 2048, Action<JsonObject>? with = null)
    {
        var key = RSA.Create(bits);
        var parameters = key.ExportParameters(includePrivateParameters: false);
        Add(keyId, "RSA", with, ("n", parameters.Modulus!), ("e", parameters.Exponent!));
        return key;
    }

    /// <summary>Publishes an elliptic-curve key.</summary>
    public ECDsa AddEc(string keyId, Action<JsonObject>? with = null)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var parameters = key.ExportParameters(includePrivateParameters: false);
        Add(keyId, "EC", json =>
        {
            json["crv"] = "P-256";
            with?.Invoke(json);
        }, ("x", parameters.Q.X!), ("y", parameters.Q.Y!));
        return key;
    }

    /// <summary>Publishes a key no longer.</summary>
    public void Remove(string keyId) => Keys.Remove(Keys.Single(key => string.Equals(key!["kid"]!.GetValue<string>(), keyId, StringComparison.Ordinal)));

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private void Add(string keyId, string type, Action<JsonObject>? with, params (string Name, byte[] Value)[] parameters)
    {
        var json = new JsonObject { ["kid"] = keyId, ["kty"] = type, ["use"] = "sig" };
        foreach (var (name, value) in parameters)
        {
            json[name] = Base64Url.EncodeToString(value);
        }

        with?.Invoke(json);
        Keys.Add(json);
    }

    private Task AnswerAsync(HttpContext context)
    {
        if (context.Request.Path == "/keys")
        {
            Interlocked.Increment(ref _timesAsked);
        }

        if (IsDown)
        {
            context.Abort();
            return Task.CompletedTask;
        }

        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(context.Request.Path.Value switch
        {
            "/.well-known/openid-configuration" => new JsonObject { ["issuer"] = Address, ["jwks_uri"] = Address + "/keys" }.ToJsonString(),
            "/keys" => new JsonObject { ["keys"] = Keys.DeepClone() }.ToJsonString(),
            _ => "{}",
        });
    }
}
