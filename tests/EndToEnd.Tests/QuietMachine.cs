namespace MolnOS.Sandbox.EndToEnd.Tests;

/// <summary>Names the collection of the tests that bound a time or a share of the machine, or look at more than their own supervisor: nothing runs beside them.</summary>
[CollectionDefinition(Collection, DisableParallelization = true)]
public sealed class QuietMachine
{
    /// <summary>The collection.</summary>
    public const string Collection = "tests that need a quiet machine";
}
