namespace MolnOS.Sandbox.Cli.Iac.Manifests;

/// <summary>Checks the <c>upstreams</c> of a manifest's route.</summary>
internal static class UpstreamsEntry
{
    public static void Check(FieldReader fields, PlacedJson upstreams)
    {
        fields.Members(upstreams, "destinations", "loadBalancing", "healthCheck", "timeoutMs", "transforms");
        if (upstreams.Find("destinations") is { } destinations)
        {
            CheckDestinations(fields, destinations);
        }
        else
        {
            fields.Refuse(upstreams, "must have destinations");
        }

        fields.Text(upstreams, "loadBalancing");
        fields.Number(upstreams, "timeoutMs");
        if (upstreams.Find("healthCheck") is { } health)
        {
            CheckHealth(fields, health);
        }

        foreach (var transform in upstreams.Find("transforms") is { } transforms ? fields.Items(transforms) : [])
        {
            // A value may be empty: it is YARP's to say what it means.
            fields.Named(transform);
        }
    }

    private static void CheckDestinations(FieldReader fields, PlacedJson destinations)
    {
        foreach (var (_, destination) in fields.Named(destinations))
        {
            fields.Members(destination, "address", "health");
            fields.Text(destination, "address", isNeeded: true);
            fields.Text(destination, "health");
        }
    }

    private static void CheckHealth(FieldReader fields, PlacedJson health)
    {
        fields.Members(health, "active", "passive");
        if (health.Find("active") is { } active)
        {
            fields.Members(active, "path", "intervalMs", "timeoutMs", "threshold");
            fields.Text(active, "path");
            fields.Number(active, "intervalMs");
            fields.Number(active, "timeoutMs");
            fields.Number(active, "threshold");
        }

        if (health.Find("passive") is { } passive)
        {
            fields.Members(passive, "failureRate", "reactivationMs");
            fields.Number(passive, "failureRate");
            fields.Number(passive, "reactivationMs");
        }
    }
}
