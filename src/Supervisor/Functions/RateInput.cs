using MolnOS.Sandbox.Hosting.Requests;
using MolnOS.Sandbox.Protocol.Functions;

namespace MolnOS.Sandbox.Functions;

/// <summary>Reads <c>limits.rate</c>.</summary>
internal static class RateInput
{
    private const int LongestScope = 16;

    public static FunctionRate Read(InputReader reader, InputField field)
    {
        var (requests, perSeconds, per) = (0, 0, RateScope.Function);
        foreach (var member in reader.Members(field))
        {
            switch (member.Name)
            {
                case "requests":
                    requests = reader.Number(member, FunctionLimitRanges.RateRequests);
                    break;
                case "perSeconds":
                    perSeconds = reader.Number(member, FunctionLimitRanges.RatePerSeconds);
                    break;
                case "per":
                    per = ReadScope(reader, member);
                    break;
                default:
                    reader.RefuseUnknown(member);
                    break;
            }
        }

        if (requests == 0 || perSeconds == 0)
        {
            reader.Refuse($"{field.Path}.{(requests == 0 ? "requests" : "perSeconds")}", "is missing");
        }

        return new FunctionRate(requests, perSeconds, per);
    }

    private static RateScope ReadScope(InputReader reader, InputField field)
    {
        switch (reader.Text(field, LongestScope))
        {
            case "function":
                return RateScope.Function;
            case "caller":
                return RateScope.Caller;
            default:
                reader.Refuse(field.Path, "must be function or caller");
                return default;
        }
    }
}
