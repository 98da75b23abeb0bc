using System.Text.Json;
using MolnOS.Sandbox.Hosting.Errors;
using MolnOS.Sandbox.Hosting.Requests;

namespace MolnOS.Sandbox.Access;

/// <summary>What a body says of a service account or a role; null where it says nothing.</summary>
internal sealed record IdentityInput
{
    private const int LongestName = 128;
    private const int LongestDescription = 1024;
    private const int MostItems = 256;

    /// <summary>The id of a new role.</summary>
    public string? RoleId { get; init; }

    public string? Name { get; init; }

    public string? Description { get; init; }

    /// <summary>Ids of an account's roles.</summary>
    public IReadOnlyList<string>? Roles { get; init; }

    /// <summary>Permissions of a role.</summary>
    public IReadOnlyList<Permission>? Permissions { get; init; }

    /// <summary>Reads the body of a new account.</summary>
    /// <exception cref="RefusedException">It is none; the message names the field.</exception>
    public static IdentityInput ReadAccount(ReadOnlyMemory<byte> utf8Json) => Read(utf8Json, (reader, input) =>
    {
        Demand(reader, "name", input.Name);
        Demand(reader, "roles", input.Roles);
    }, "name", "description", "roles");

    /// <summary>Reads the body of a new role.</summary>
    /// <exception cref="RefusedException">It is none; the message names the field.</exception>
    public static IdentityInput ReadRole(ReadOnlyMemory<byte> utf8Json) => Read(utf8Json, (reader, input) =>
    {
        Demand(reader, "roleId", input.RoleId);
        Demand(reader, "permissions", input.Permissions);
    }, "roleId", "name", "description", "permissions");

    /// <summary>Reads the body of a changed role: at least one field.</summary>
    /// <exception cref="RefusedException">It is none; the message names the field.</exception>
    public static IdentityInput ReadRoleChange(ReadOnlyMemory<byte> utf8Json) => Read(utf8Json, (reader, input) =>
    {
        if (input == new IdentityInput())
        {
            reader.Refuse("", "must name at least one field to change");
        }
    }, "name", "description", "permissions");

    private static IdentityInput Read(ReadOnlyMemory<byte> utf8Json, Action<InputReader, IdentityInput> check, params string[] known)
    {
        var reader = new InputReader();
        var input = new IdentityInput();
        try
        {
            using var document = JsonDocument.Parse(utf8Json);
            foreach (var field in reader.Members(new InputField("", "", document.RootElement)))
            {
                input = known.Contains(field.Name, StringComparer.Ordinal) ? ReadField(reader, field, input, known) : RefuseField(reader, field, input);
            }
        }
        catch (JsonException exception)
        {
            reader.Refuse("", $"is not valid JSON (line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1})");
        }

        check(reader, input);
        return reader.Error is null ? input : throw new RefusedException(StatusCodes.Status400BadRequest, reader.Error.Message);
    }

    private static IdentityInput ReadField(InputReader reader, InputField field, IdentityInput input, string[] known) => field.Name switch
    {
        "roleId" => input with { RoleId = ReadId(reader, field) },
        // A role has an id; its name may be a phrase. An account is known to people by its name alone.
        "name" => input with { Name = known.Contains("roles", StringComparer.Ordinal) ? ReadId(reader, field) : ReadText(reader, field, LongestName, mayBeEmpty: false) },
        "description" => input with { Description = ReadText(reader, field, LongestDescription, mayBeEmpty: true) },
        "roles" => input with { Roles = ReadItems(reader, field, item => reader.Text(item, LongestName)) },
        _ => input with { Permissions = ReadItems(reader, field, item => ReadPermission(reader, item)) },
    };

    private static IdentityInput RefuseField(InputReader reader, InputField field, IdentityInput input)
    {
        if (field.Name is "roleId" or "id")
        {
            reader.Refuse(field.Path, "cannot be changed");
        }

        reader.RefuseUnknown(field);
        return input;
    }

    private static void Demand(InputReader reader, string name, object? value)
    {
        if (value is null)
        {
            reader.Refuse(name, "is missing");
        }
    }

    private static string ReadId(InputReader reader, InputField field)
    {
        var text = reader.Text(field, LongestName);
        if (!char.IsAsciiLetterOrDigit(text.FirstOrDefault()) || !text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_' or '-'))
        {
            reader.Refuse(field.Path, "must begin with a letter or digit and have at most 128 characters of A-Z, a-z, 0-9, ., _ and -");
        }

        return text;
    }

    private static string ReadText(InputReader reader, InputField field, int most, bool mayBeEmpty)
    {
        var text = reader.Text(field, most, mayBeEmpty);
        if (text.Any(char.IsControl))
        {
            reader.Refuse(field.Path, "must be one line of text");
        }

        return text;
    }

    private static Permission ReadPermission(InputReader reader, InputField field)
    {
        if (!Permission.TryParse(reader.Text(field, int.MaxValue), out var permission))
        {
            reader.Refuse(field.Path, "must be a permission: service[.resource].action[:target], or *");
        }

        return permission ?? Permission.All;
    }

    private static List<T> ReadItems<T>(InputReader reader, InputField field, Func<InputField, T> read)
    {
        var items = new List<T>();
        foreach (var item in reader.Items(field, MostItems))
        {
            var value = read(item);
            if (items.Contains(value))
            {
                reader.Refuse(item.Path, "is given twice");
            }

            items.Add(value);
        }

        return items;
    }
}
