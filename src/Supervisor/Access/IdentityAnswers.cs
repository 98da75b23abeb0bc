using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;
using MolnOS.Sandbox.Hosting.Json;
using MolnOS.Sandbox.Persistence;

namespace MolnOS.Sandbox.Access;

/// <summary>The answer of <c>/identity/whoami</c>.</summary>
internal sealed record WhoAmIAnswer(string Id, string Name, string Type, IReadOnlyList<string> Roles, IReadOnlyList<string> Permissions);

/// <summary>A service account as the API shows it; its key is no part of it.</summary>
internal sealed record ServiceAccountView(
    string Id, string Name, string Type, string Description, IReadOnlyList<string> Roles, IReadOnlyList<string> Permissions, DateTimeOffset CreatedAt)
{
    /// <summary>The function that acts as it.</summary>
    public string? FunctionId { get; init; }

    public static ServiceAccountView Of(StoredServiceAccount account, AccessSnapshot now) => new(
        account.Id, account.Name, AccessSnapshot.AccountType, account.Description, account.Roles, now.PermissionsOf(account).Names, account.CreatedAt);

    public static ServiceAccountView Of(FunctionAccount account) => new(
        account.Id, account.FunctionName, FunctionAccount.AccountType, "Made with its function; may do what the function's bindings say.", [], account.Permissions,
        account.CreatedAt)
    {
        FunctionId = account.FunctionId,
    };
}

/// <summary>A role as the API shows it.</summary>
internal sealed record RoleView(
    string RoleId, string Name, string Description, IReadOnlyList<string> Permissions, bool BuiltIn, DateTimeOffset? CreatedAt, DateTimeOffset? UpdatedAt)
{
    public static RoleView Of(Role role) => new(
        role.Id, role.Name, role.Description, [.. role.Permissions.Select(permission => permission.ToString())], role.IsBuiltIn, role.CreatedAt, role.UpdatedAt);
}

/// <summary>Every service account: those with keys first, oldest first, then those of functions in order of their names.</summary>
internal sealed record ServiceAccountsAnswer(int Count, IReadOnlyList<ServiceAccountView> ServiceAccounts) : SuccessAnswer;

/// <summary>One service account.</summary>
internal sealed record ServiceAccountAnswer(ServiceAccountView ServiceAccount) : SuccessAnswer;

/// <summary>A service account and its new key, which is never shown again.</summary>
internal sealed record ServiceAccountKeyAnswer(ServiceAccountView ServiceAccount, string ApiKey) : SuccessAnswer;

/// <summary>Every role, the built-in ones first.</summary>
internal sealed record RolesAnswer(int Count, IReadOnlyList<RoleView> Roles) : SuccessAnswer;

/// <summary>One role.</summary>
internal sealed record RoleAnswer(RoleView Role) : SuccessAnswer;

/// <summary>The body of a new service account, for the API document.</summary>
internal sealed record ServiceAccountBody(
    [property: Description("Unique: a letter or digit, then up to 127 letters, digits, '.', '_' or '-'.")] string Name,
    [property: Description("Ids of roles; their permissions add up.")] IReadOnlyList<string> Roles,
    [property: Description("Up to 1024 characters.")] string? Description = null);

/// <summary>The body of a new role, for the API document.</summary>
internal sealed record RoleBody(
    [property: Description("Unique: a letter or digit, then up to 127 letters, digits, '.', '_' or '-'.")] string RoleId,
    [property: Description("Such as functions.execute or functions.execute:abcd1234; up to 256.")] IReadOnlyList<string> Permissions,
    [property: Description("For people; the id when omitted.")] string? Name = null,
    [property: Description("Up to 1024 characters.")] string? Description = null);

/// <summary>The body of a changed role, for the API document: at least one field.</summary>
internal sealed record RoleChangeBody(
    [property: Description("All its permissions from now on.")] IReadOnlyList<string>? Permissions = null,
    [property: Description("A new name.")] string? Name = null,
    [property: Description("A new description.")] string? Description = null);

/// <summary>Generated JSON of this slice.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Converters = [typeof(UtcTimeJson)])]
[JsonSerializable(typeof(WhoAmIAnswer))]
[JsonSerializable(typeof(ServiceAccountsAnswer))]
[JsonSerializable(typeof(ServiceAccountAnswer))]
[JsonSerializable(typeof(ServiceAccountKeyAnswer))]
[JsonSerializable(typeof(RolesAnswer))]
[JsonSerializable(typeof(RoleAnswer))]
[JsonSerializable(typeof(DoneAnswer))]
[JsonSerializable(typeof(ServiceAccountBody))]
[JsonSerializable(typeof(RoleBody))]
[JsonSerializable(typeof(RoleChangeBody))]
internal sealed partial class AccessJson : JsonSerializerContext;
