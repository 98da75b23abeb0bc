namespace MolnOS.Sandbox.Hosting.Requests;

/// <summary>The target of a request as the caller sent it. What routing gives is decoded halfway: <c>%2F</c> and <c>%252F</c> look the same there. Pure.</summary>
internal static class RequestTarget
{
    /// <summary>The path of a target, without query; absolute-form targets lose their scheme and authority.</summary>
    public static ReadOnlySpan<char> PathOf(ReadOnlySpan<char> target)
    {
        var query = target.IndexOf('?');
        var path = query < 0 ? target : target[..query];
        if (path.Length > 0 && path[0] == '/')
        {
            return path;
        }

        var authority = path.IndexOf("://");
        var start = authority < 0 ? -1 : path[(authority + 3)..].IndexOf('/');
        return start < 0 ? "/" : path[(authority + 3 + start)..];
    }

    /// <summary>Where a path's slash of this number stands, counted from 0; -1 when it has not so many.</summary>
    public static int SlashAt(ReadOnlySpan<char> path, int number)
    {
        for (var index = 0; index < path.Length; index++)
        {
            if (path[index] == '/' && number-- == 0)
            {
                return index;
            }
        }

        return -1;
    }
}
