using System.ComponentModel;
using System.Text.Json;

namespace MolnOS.Sandbox.Databases;

/// <summary>The body that asks for an item or a whole table, for the API document.</summary>
internal sealed record GetBody(string TableName, [property: Description("The whole table when omitted, as [[key, value], ...].")] string? Key = null);

/// <summary>The body of a write, for the API document.</summary>
internal sealed record WriteBody(
    string TableName,
    [property: Description("1 to 1024 characters.")] string Key,
    [property: Description("Any JSON, up to 1 MiB.")] JsonElement Value,
    [property: Description("Seconds until the item expires; never when omitted.")] long? Expiration = null);

/// <summary>The body of a conditional update, for the API document.</summary>
internal sealed record UpdateItemBody(
    string TableName,
    string Key,
    [property: Description("Any JSON, up to 1 MiB.")] JsonElement Value,
    [property: Description("The version that the item must have; 0 when it must not be there yet.")] long IfVersion);

/// <summary>The body of a batch, for the API document.</summary>
internal sealed record BatchBody([property: Description("1 to 1000; all are done or none.")] IReadOnlyList<BatchChangeBody> Changes);

/// <summary>One change of a batch, for the API document: either of the two.</summary>
internal sealed record BatchChangeBody(WriteBody? Write = null, DeleteItemBody? Delete = null);

/// <summary>A removal in a batch, for the API document.</summary>
internal sealed record DeleteItemBody(string TableName, string Key);
