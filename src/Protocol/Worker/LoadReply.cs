using MolnOS.Sandbox.Protocol.JsonRpc;

namespace MolnOS.Sandbox.Protocol.Worker;

/// <summary>Why code does not load, as the worker says it.</summary>
/// <param name="Name">Name of the JavaScript error, such as <c>SyntaxError</c>.</param>
/// <param name="Message">Its message.</param>
/// <param name="Line">Line in the user's own source, from 1.</param>
/// <param name="Column">Column, from 1.</param>
/// <param name="Stack">Its stack.</param>
public sealed record LoadFailure(string Name, string Message, int? Line, int? Column, string? Stack);

/// <summary>How a <c>load</c> ended.</summary>
public abstract record LoadReply
{
    private LoadReply()
    {
    }

    /// <summary>The code is loaded.</summary>
    /// <param name="Shape"><c>script</c>, <c>module</c>, <c>commonjs</c> or <c>fetch</c>.</param>
    /// <param name="CacheRejected">Whether V8 refused the code cache it was given.</param>
    public sealed record Loaded(string Shape, bool CacheRejected) : LoadReply;

    /// <summary>The code does not load.</summary>
    /// <param name="Failure">Why.</param>
    public sealed record Failed(LoadFailure Failure) : LoadReply;

    /// <summary>The source does not fit into a line; nothing was sent.</summary>
    public sealed record TooLarge : LoadReply;

    /// <summary>The connection ended first.</summary>
    /// <param name="Reason">Why.</param>
    public sealed record Closed(RpcCloseReason Reason) : LoadReply;
}
