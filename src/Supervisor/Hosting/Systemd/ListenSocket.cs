namespace MolnOS.Sandbox.Hosting.Systemd;

/// <summary>A listening socket that this process was given at its start.</summary>
/// <param name="Descriptor">Its file descriptor.</param>
/// <param name="Name">What the unit calls it (<c>FileDescriptorName=</c>); <c>unknown</c> when it does not.</param>
internal readonly record struct ListenSocket(int Descriptor, string Name)
{
    /// <summary>What a socket is called that speaks TLS.</summary>
    public const string WithTls = "https";

    /// <summary>Whether it speaks TLS; every other one speaks plain HTTP.</summary>
    public bool HasTls => Name is WithTls;
}
