using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace MolnOS.Sandbox.Access.Jwt;

/// <summary>
/// The keys of the authority, asked for at start, every hour, and when a token names one that is not known. They are kept when the authority
/// does not answer.
/// </summary>
internal sealed partial class AuthorityKeys(IOptions<AuthOptions> options, TimeProvider time, ILogger<AuthorityKeys> logger) : BackgroundService
{
    private const int MostBytes = 1024 * 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan MostAge = TimeSpan.FromHours(1);

    private readonly Lock _lock = new();

    // Redirects and cookies are no part of publishing keys; whoever could use them would choose whose keys are believed.
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = MostAge })
    {
        Timeout = Patience,
        MaxResponseContentBufferSize = MostBytes,
    };

    private volatile SigningKeys _current = SigningKeys.None;
    private Task<SigningKeys> _refresh = Task.FromResult(SigningKeys.None);
    private long? _asked;

    /// <summary>The keys that hold now.</summary>
    public SigningKeys Current => _current;

    /// <summary>
    /// Asks the authority, unless it was asked within <see cref="AuthOptions.KeyRefreshInterval"/>; many callers share one question. Never fails: the keys
    /// are the old ones then.
    /// </summary>
    public Task<SigningKeys> RefreshAsync()
    {
        lock (_lock)
        {
            if (_refresh.IsCompleted && (_asked is not { } asked || time.GetElapsedTime(asked) >= options.Value.KeyRefreshInterval))
            {
                _asked = time.GetTimestamp();
                _refresh = AskAsync();
            }

            // Whoever comes within the interval has waited for the last question, or gets what it brought.
            return _refresh;
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _http.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (options.Value.Authority is not null)
        {
            var keys = await RefreshAsync();
            await Task.Delay(keys.Count > 0 ? MostAge : options.Value.KeyRefreshInterval, time, stoppingToken);
        }
    }

    private async Task<SigningKeys> AskAsync()
    {
        // The lock is not held while the network is used.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        var authority = options.Value.Authority!;
        try
        {
            var documents = new HttpDocumentRetriever(_http) { RequireHttps = authority.StartsWith(Uri.UriSchemeHttps, StringComparison.OrdinalIgnoreCase) };
            var published = await OpenIdConnectConfigurationRetriever.GetAsync(
                authority.TrimEnd('/') + "/.well-known/openid-configuration", documents, CancellationToken.None);
            var keys = SigningKeys.Of(published);
            if (!keys.IsSameAs(_current))
            {
                _current = keys;
                LogKeys(keys.Count);
            }
        }
        catch (Exception exception)
        {
            // Top of the question: whatever a foreign server sends, the callers go on with the keys there are.
            LogUnanswered(exception, _current.Count);
        }

        return _current;
    }

    [LoggerMessage(210, LogLevel.Information, "The authority publishes {Count} keys that tokens may be signed with.")]
    private partial void LogKeys(int count);

    [LoggerMessage(211, LogLevel.Warning, "The authority's keys cannot be read; {Count} keys from before are kept.")]
    private partial void LogUnanswered(Exception exception, int count);
}
