namespace MolnOS.Sandbox.Fetch;

/// <summary>What all fetches have in common.</summary>
/// <param name="Client">Sends them.</param>
/// <param name="PrivateHosts">Which hosts are not public, and who may reach them.</param>
/// <param name="Metrics">Counts them.</param>
/// <param name="Options">The settings.</param>
internal sealed record FetchParts(FetchClient Client, PrivateHosts PrivateHosts, FetchMetrics Metrics, FetchOptions Options);
