namespace MolnOS.Sandbox.Cli.Output;

/// <summary>What the program's exit tells a script.</summary>
internal static class ExitCodes
{
    /// <summary>Done.</summary>
    public const int Ok = 0;

    /// <summary>The server, or the function that was called, said no.</summary>
    public const int Refused = 1;

    /// <summary>The command line, or a file that it names, is wrong; nothing was asked of the server.</summary>
    public const int WrongUsage = 2;

    /// <summary>No server answers.</summary>
    public const int NotReachable = 3;

    /// <summary>No token, a wrong one, or one that may not do this.</summary>
    public const int NotAllowed = 4;
}
