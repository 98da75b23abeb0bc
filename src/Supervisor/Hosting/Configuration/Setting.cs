namespace MolnOS.Sandbox.Hosting.Configuration;

/// <summary>One value somebody set.</summary>
/// <param name="Key">Its key, such as <c>Http:MaxBodyBytes</c>.</param>
/// <param name="Value">Its text.</param>
/// <param name="Origin">How its author wrote the key and where, for messages.</param>
internal readonly record struct Setting(string Key, string Value, string Origin);
