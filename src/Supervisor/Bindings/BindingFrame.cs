namespace MolnOS.Sandbox.Bindings;

/// <summary>How much a service can give at once: what fits into one message to a worker.</summary>
/// <param name="MostBytes">The longest message.</param>
internal sealed record BindingFrame(int MostBytes)
{
    /// <summary>What a message has around a content.</summary>
    private const int Around = 256;

    /// <summary>The longest content that a method can give as bytes: they travel as base64.</summary>
    public int MostContentBytes => (MostBytes - Around) / 4 * 3;
}
