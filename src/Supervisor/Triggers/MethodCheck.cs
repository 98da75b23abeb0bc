using MolnOS.Sandbox.Protocol.Functions;

namespace MolnOS.Sandbox.Triggers;

/// <summary>Holds a request to the methods of its function.</summary>
internal static class MethodCheck
{
    /// <summary>Null when the method is accepted. Who answers GET answers HEAD; OPTIONS is a method like any other.</summary>
    public static Refusal? Check(FunctionDefinition definition, string method)
    {
        if (definition.Methods is not { Count: > 0 } accepted)
        {
            return null;
        }

        var isHead = HttpMethods.IsHead(method);
        foreach (var one in accepted)
        {
            if (string.Equals(one, method, StringComparison.Ordinal) || (isHead && HttpMethods.IsGet(one)))
            {
                return null;
            }
        }

        var list = string.Join(", ", accepted);
        return new Refusal(StatusCodes.Status405MethodNotAllowed, $"This function only accepts {list}", list);
    }
}
