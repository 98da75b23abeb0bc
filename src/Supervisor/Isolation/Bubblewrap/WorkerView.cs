namespace MolnOS.Sandbox.Isolation.Bubblewrap;

/// <summary>All that a worker is to see of the machine, apart from its descriptors.</summary>
/// <param name="NodePath">The Node binary on this machine.</param>
/// <param name="Libraries">The loader and the libraries, seen at the same paths inside.</param>
/// <param name="ShimDirectory">The shim's folder on this machine.</param>
/// <param name="Variables">The worker's whole environment.</param>
internal sealed record WorkerView(
    string NodePath, IReadOnlyList<string> Libraries, string ShimDirectory, IReadOnlyDictionary<string, string> Variables);
