using MolnOS.Sandbox.Hosting.Requests;
using MolnOS.Sandbox.Protocol.Functions;

namespace MolnOS.Sandbox.Functions;

/// <summary>Reads <c>cors</c>.</summary>
internal static class CorsInput
{
    private const int LongestHeader = 128;

    public static FunctionCors Read(InputReader reader, InputField field)
    {
        var cors = new FunctionCors { Origins = [] };
        foreach (var member in reader.Members(field))
        {
            cors = ReadMember(reader, member, cors);
        }

        if (cors.Origins.Count == 0)
        {
            reader.Refuse($"{field.Path}.origins", "must have at least one origin");
        }
        else if (cors.Credentials && cors.Origins[0] is FunctionCors.Any)
        {
            // Else every page of the web could act with the cookies of whoever looks at it.
            reader.Refuse($"{field.Path}.credentials", "cannot go with the origin *: name the origins that may send cookies");
        }

        return cors;
    }

    private static FunctionCors ReadMember(InputReader reader, InputField member, FunctionCors cors)
    {
        switch (member.Name)
        {
            case "origins":
                return cors with { Origins = ReadOrigins(reader, member) };
            case "methods":
                return cors with { Methods = NullIfEmpty(MethodsInput.Read(reader, member)) };
            case "headers":
                return cors with { Headers = NullIfEmpty(ReadHeaders(reader, member)) };
            case "exposeHeaders":
                return cors with { ExposeHeaders = NullIfEmpty(ReadHeaders(reader, member)) };
            case "credentials":
                return cors with { Credentials = reader.Flag(member) };
            case "maxAgeSeconds":
                return cors with { MaxAgeSeconds = member.IsNull ? null : reader.Number(member, FunctionCorsRanges.MaxAgeSeconds) };
            default:
                reader.RefuseUnknown(member);
                return cors;
        }
    }

    private static List<string> ReadOrigins(InputReader reader, InputField field)
    {
        var origins = new List<string>();
        foreach (var item in reader.Items(field, FunctionCorsRanges.MostOrigins))
        {
            var text = reader.Text(item, WebOrigin.Longest);
            // ASCII before anything becomes lower case: some letters of other scripts have an ASCII letter for theirs.
            var origin = text.All(char.IsAscii) ? text.ToLowerInvariant() : "";
            if (origin is not FunctionCors.Any && !WebOrigin.IsPattern(origin))
            {
                reader.Refuse(item.Path, "must be an origin such as https://app.example.com or https://*.example.com, without a path, or *");
            }
            else if (!origins.Contains(origin, StringComparer.Ordinal))
            {
                origins.Add(origin);
            }
        }

        if (origins.Count > 1 && origins.Contains(FunctionCors.Any, StringComparer.Ordinal))
        {
            reader.Refuse(field.Path, "must have * alone, or not at all");
        }

        return origins;
    }

    private static List<string> ReadHeaders(InputReader reader, InputField field)
    {
        var names = new List<string>();
        if (field.IsNull)
        {
            return names;
        }

        foreach (var item in reader.Items(field, FunctionCorsRanges.MostNames))
        {
            var name = reader.Text(item, LongestHeader).ToLowerInvariant();
            if (!HeaderToken.IsToken(name) || name is "*")
            {
                reader.Refuse(item.Path, "must be the name of a header");
            }
            else if (!names.Contains(name, StringComparer.Ordinal))
            {
                names.Add(name);
            }
        }

        return names;
    }

    private static IReadOnlyList<string>? NullIfEmpty(IReadOnlyList<string> list) => list.Count == 0 ? null : list;
}
