using MolnOS.Sandbox.Hosting.Requests;
using MolnOS.Sandbox.Protocol.Functions;

namespace MolnOS.Sandbox.Functions;

/// <summary>Reads <c>limits</c>.</summary>
internal static class LimitsInput
{
    /// <summary>The limits that are named.</summary>
    public static FunctionLimitsInput Read(InputReader reader, InputField field)
    {
        var limits = new FunctionLimitsInput();
        foreach (var member in reader.Members(field))
        {
            switch (member.Name)
            {
                case "timeoutMs":
                    limits = limits with { TimeoutMs = reader.Number(member, FunctionLimitRanges.TimeoutMs) };
                    break;
                case "memoryMb":
                    limits = limits with { MemoryMb = reader.Number(member, FunctionLimitRanges.MemoryMb) };
                    break;
                case "concurrency":
                    limits = limits with { Concurrency = reader.Number(member, FunctionLimitRanges.Concurrency) };
                    break;
                case "cpu" when member.IsNull:
                    limits = limits with { ResetsCpu = true };
                    break;
                case "cpu":
                    limits = limits with { Cpu = reader.Fraction(member, FunctionLimitRanges.Cpu) };
                    break;
                case "maxWorkers" when member.IsNull:
                    limits = limits with { ResetsMaxWorkers = true };
                    break;
                case "maxWorkers":
                    limits = limits with { MaxWorkers = reader.Number(member, FunctionLimitRanges.MaxWorkers) };
                    break;
                case "minWorkers":
                    limits = limits with { MinWorkers = reader.Number(member, FunctionLimitRanges.MinWorkers) };
                    break;
                case "rate" when member.IsNull:
                    limits = limits with { ResetsRate = true };
                    break;
                case "rate":
                    limits = limits with { Rate = RateInput.Read(reader, member) };
                    break;
                default:
                    reader.RefuseUnknown(member);
                    break;
            }
        }

        return limits;
    }
}
