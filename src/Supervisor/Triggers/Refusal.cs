using MolnOS.Sandbox.Rates;

namespace MolnOS.Sandbox.Triggers;

/// <summary>Why a step of the trigger does not let a request through to its function.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Message">A sentence for the caller.</param>
/// <param name="Allow">The <c>Allow</c> header of a 405.</param>
/// <param name="RetryAfter">How long the caller is to wait, where that helps.</param>
internal sealed record Refusal(int Status, string Message, string? Allow = null, TimeSpan? RetryAfter = null)
{
    /// <summary>Of a request that is one too many.</summary>
    public static Refusal Of(RateRefusal tooMany) => new(StatusCodes.Status429TooManyRequests, tooMany.Message, RetryAfter: tooMany.RetryAfter);
}
