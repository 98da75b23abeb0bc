using MolnOS.Sandbox.Hosting.Requests;

namespace MolnOS.Sandbox.Routes;

/// <summary>Reads <c>upstreams</c>. Names of policies and transforms are for YARP to judge.</summary>
internal static class UpstreamsInput
{
    private const int MostDestinations = 64;
    private const int MostTransforms = 32;
    private const int MostTransformFields = 16;
    private const int LongestName = 128;
    private const int LongestText = 2048;
    private const int Day = 24 * 60 * 60 * 1000;

    public static RouteUpstreams Read(InputReader reader, InputField owner)
    {
        var upstreams = new RouteUpstreams(new Dictionary<string, RouteDestination>(StringComparer.Ordinal));
        reader.ReadFields(owner, ["destinations"], ["loadBalancing", "healthCheck", "timeoutMs", "transforms"], field => upstreams = field.Name switch
        {
            "destinations" => upstreams with { Destinations = ReadDestinations(reader, field) },
            "loadBalancing" => upstreams with { LoadBalancing = reader.Text(field, LongestName) },
            "healthCheck" => upstreams with { HealthCheck = ReadHealth(reader, field) },
            "timeoutMs" => upstreams with { TimeoutMs = reader.Number(field, (1, Day)) },
            _ => upstreams with { Transforms = [.. reader.Items(field, MostTransforms).Select(item => ReadTransform(reader, item))] },
        });
        return upstreams;
    }

    private static SortedDictionary<string, RouteDestination> ReadDestinations(InputReader reader, InputField owner)
    {
        var destinations = new SortedDictionary<string, RouteDestination>(StringComparer.OrdinalIgnoreCase);
        foreach (var field in reader.Members(owner))
        {
            var destination = new RouteDestination("");
            reader.ReadFields(field, ["address"], ["health"], part => destination = part.Name is "address"
                ? destination with { Address = ReadAddress(reader, part) }
                : destination with { Health = ReadAddress(reader, part) });
            if (field.Name.Length is 0 or > LongestName || !destinations.TryAdd(field.Name, destination))
            {
                reader.Refuse(field.Path, "must have a name of its own, of 1 to 128 characters");
            }
        }

        if (destinations.Count is 0 or > MostDestinations)
        {
            reader.Refuse(owner.Path, $"must have 1 to {MostDestinations} servers");
        }

        return destinations;
    }

    private static string ReadAddress(InputReader reader, InputField field)
    {
        var text = reader.Text(field, LongestText);
        var isGood = Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
            && uri is { Host.Length: > 0, UserInfo.Length: 0, Query.Length: 0, Fragment.Length: 0 };
        if (!isGood)
        {
            reader.Refuse(field.Path, "must be an address such as http://10.0.0.5:8080/, without user, query and fragment");
        }

        return text;
    }

    private static UpstreamHealth ReadHealth(InputReader reader, InputField owner)
    {
        var health = new UpstreamHealth();
        reader.ReadFields(owner, [], ["active", "passive"], field => health = field.Name is "active"
            ? health with { Active = ReadActive(reader, field) }
            : health with { Passive = ReadPassive(reader, field) });
        return health;
    }

    private static ActiveHealth ReadActive(InputReader reader, InputField owner)
    {
        var active = new ActiveHealth();
        reader.ReadFields(owner, [], ["path", "intervalMs", "timeoutMs", "threshold"], field => active = field.Name switch
        {
            "path" => active with { Path = ReadPath(reader, field) },
            "intervalMs" => active with { IntervalMs = reader.Number(field, (100, Day)) },
            "timeoutMs" => active with { TimeoutMs = reader.Number(field, (1, Day)) },
            _ => active with { Threshold = reader.Number(field, (1, 1000)) },
        });
        return active;
    }

    private static string ReadPath(InputReader reader, InputField field)
    {
        var path = reader.Text(field, LongestText);
        if (!path.StartsWith('/'))
        {
            reader.Refuse(field.Path, "must begin with /");
        }

        return path;
    }

    private static PassiveHealth ReadPassive(InputReader reader, InputField owner)
    {
        var passive = new PassiveHealth();
        reader.ReadFields(owner, [], ["failureRate", "reactivationMs"], field => passive = field.Name is "failureRate"
            ? passive with { FailureRate = reader.Fraction(field, (0.01, 1)) }
            : passive with { ReactivationMs = reader.Number(field, (100, Day)) });
        return passive;
    }

    private static SortedDictionary<string, string> ReadTransform(InputReader reader, InputField owner)
    {
        var transform = new SortedDictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var field in reader.Members(owner))
        {
            if (!transform.TryAdd(field.Name, reader.Text(field, LongestText, mayBeEmpty: true)))
            {
                reader.Refuse(field.Path, "is given twice");
            }
        }

        if (transform.Count is 0 or > MostTransformFields)
        {
            reader.Refuse(owner.Path, $"must have 1 to {MostTransformFields} fields");
        }

        return transform;
    }
}
