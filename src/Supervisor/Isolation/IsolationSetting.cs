namespace MolnOS.Sandbox.Isolation;

/// <summary>How well an administrator wants workers walled off: <c>Workers:Isolation</c>.</summary>
internal enum IsolationSetting
{
    /// <summary>As <see cref="Full"/>.</summary>
    Auto,

    /// <summary>Every wall, or no start.</summary>
    Full,

    /// <summary>The walls that this machine has; what is missing is named.</summary>
    Degraded,

    /// <summary>No wall of the kernel; for development only.</summary>
    None,
}
