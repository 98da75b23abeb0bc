using System.Buffers;

namespace MolnOS.Sandbox.Hosting.Requests;

/// <summary>What HTTP calls a token: the name of a header or a method. Pure.</summary>
internal static class HeaderToken
{
    private static readonly SearchValues<char> s_letters =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    public static bool IsToken(ReadOnlySpan<char> text) => text.Length > 0 && !text.ContainsAnyExcept(s_letters);
}
