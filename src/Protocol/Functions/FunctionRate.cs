using System.Text.Json.Serialization;

namespace MolnOS.Sandbox.Protocol.Functions;

/// <summary>How often a function may be called: so many calls at once, and as many again, evenly, over each span of time.</summary>
/// <param name="Requests">Calls; range in <see cref="FunctionLimitRanges.RateRequests"/>.</param>
/// <param name="PerSeconds">The span; range in <see cref="FunctionLimitRanges.RatePerSeconds"/>.</param>
/// <param name="Per">Whose calls are counted together.</param>
public sealed record FunctionRate(int Requests, int PerSeconds, RateScope Per = RateScope.Function);

/// <summary>Whose calls a rate counts together.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RateScope>))]
public enum RateScope
{
    /// <summary>Everybody's.</summary>
    [JsonStringEnumMemberName("function")]
    Function,

    /// <summary>Those of each caller: an account, or else an address.</summary>
    [JsonStringEnumMemberName("caller")]
    Caller,
}
