using MolnOS.Sandbox.Hosting.Errors;

namespace MolnOS.Sandbox.Access;

/// <summary>The service account that a function acts as. It follows from the function's definition, so it is made, changed and removed with it.</summary>
/// <param name="Id">Its id, <c>fn-</c> and the function's.</param>
/// <param name="FunctionId">Id of the function.</param>
/// <param name="FunctionName">Name of the function.</param>
/// <param name="Permissions">What its bindings grant, in written form.</param>
/// <param name="CreatedAt">When the function was first deployed.</param>
internal sealed record FunctionAccount(string Id, string FunctionId, string FunctionName, IReadOnlyList<string> Permissions, DateTimeOffset CreatedAt)
{
    /// <summary>What functions are called among actors and accounts.</summary>
    public const string AccountType = "function";

    /// <summary>How their ids begin, and no name of another account may.</summary>
    public const string Prefix = "fn-";
}

/// <summary>Shows the accounts of functions, without knowing functions.</summary>
/// <param name="List">All of them, in order of the functions' names.</param>
/// <param name="Find">The one with an id, or null.</param>
internal sealed record FunctionAccounts(Func<IEnumerable<FunctionAccount>> List, Func<string, FunctionAccount?> Find)
{
    /// <summary>Keeps the account of a function from being changed by hand.</summary>
    /// <exception cref="RefusedException">It is one.</exception>
    public void Protect(string id)
    {
        if (Find(id) is { } account)
        {
            throw new RefusedException(
                StatusCodes.Status403Forbidden,
                $"{id} is the account of the function {account.FunctionName}: it has no key, may do what the function's bindings say, and goes with the function.");
        }
    }
}
