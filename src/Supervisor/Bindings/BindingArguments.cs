using System.Runtime.InteropServices;
using System.Text.Json;

namespace MolnOS.Sandbox.Bindings;

/// <summary>
/// Reads the arguments of a method strictly. The first thing that is wrong stays in <see cref="Fault"/>, and what is read after it has no
/// meaning: a method reads all it needs, then looks.
/// </summary>
/// <param name="values">The arguments, as JSON values.</param>
internal sealed class BindingArguments(IReadOnlyList<JsonElement> values)
{
    /// <summary>What is wrong, as the method's result; null when all is well.</summary>
    public BindingResult.Failed? Fault { get; private set; }

    /// <summary>Whether an argument was given; <c>undefined</c> and <c>null</c> count as not given.</summary>
    public bool Has(int index) => index < values.Count && values[index].ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined);

    /// <summary>A text of 1 to <paramref name="most"/> characters.</summary>
    public string Text(int index, string name, int most) => Text(Raw(index), name, most);

    /// <summary>A text, when it was given.</summary>
    public string? OptionalText(int index, string name, int most) => Has(index) ? Text(index, name, most) : null;

    /// <summary>A whole number within a range, when it was given.</summary>
    public long? OptionalNumber(int index, string name, long least, long most) => Has(index) ? Number(Raw(index), name, least, most) : null;

    /// <summary>Any JSON value, as the bytes that came.</summary>
    public ReadOnlyMemory<byte> Json(int index, string name, int mostBytes) => Json(Raw(index), name, mostBytes);

    /// <summary>Bytes, when they were given.</summary>
    public ReadOnlyMemory<byte>? OptionalBytes(int index, string name, int mostBytes)
    {
        if (!Has(index))
        {
            return null;
        }

        if (!BindingContent.TryRead(Raw(index), out var content) || content.IsText)
        {
            Refuse($"{name} must be bytes");
            return null;
        }

        if (content.Bytes.Length > mostBytes)
        {
            Exceed($"{name} is longer than {mostBytes} bytes");
        }

        return content.Bytes;
    }

    /// <summary>A truth; false when it was not given.</summary>
    public bool Flag(int index, string name)
    {
        if (Has(index) && Raw(index).ValueKind is not (JsonValueKind.True or JsonValueKind.False))
        {
            Refuse($"{name} must be true or false");
        }

        return Raw(index).ValueKind == JsonValueKind.True;
    }

    /// <summary>A content: bytes, or a text that stands for its UTF-8.</summary>
    public BindingContent Content(int index, string name)
    {
        if (BindingContent.TryRead(Raw(index), out var content))
        {
            return content;
        }

        Refuse($"{name} must be bytes or a string of valid Unicode");
        return default;
    }

    /// <summary>An object; its members are to be read one by one.</summary>
    /// <param name="value">An argument, or a part of one.</param>
    /// <param name="name">What it is called in complaints.</param>
    /// <param name="known">The members it may have.</param>
    public BindingFields Fields(JsonElement value, string name, params ReadOnlySpan<string> known) => BindingFields.Read(this, value, name, known);

    /// <summary>A text of 1 to <paramref name="most"/> characters.</summary>
    public string Text(JsonElement value, string name, int most)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            Refuse($"{name} must be a string");
            return "";
        }

        var text = TextOf(value);
        if (text is null || text.Length == 0 || text.Length > most)
        {
            Refuse($"{name} must be a string of 1 to {most} characters");
        }

        return text ?? "";
    }

    /// <summary>A whole number within a range.</summary>
    public long Number(JsonElement value, string name, long least, long most)
    {
        if (value.ValueKind != JsonValueKind.Number || !value.TryGetInt64(out var number) || number < least || number > most)
        {
            Refuse($"{name} must be a whole number from {least} to {most}");
            return least;
        }

        return number;
    }

    /// <summary>Any JSON value, as the bytes that came.</summary>
    public ReadOnlyMemory<byte> Json(JsonElement value, string name, int mostBytes)
    {
        if (value.ValueKind == JsonValueKind.Undefined)
        {
            Refuse($"{name} is missing");
            return default;
        }

        var json = JsonMarshal.GetRawUtf8Value(value);
        if (json.Length > mostBytes)
        {
            Exceed($"{name} is larger than {mostBytes} bytes of JSON");
            return default;
        }

        return json.ToArray();
    }

    /// <summary>A text that passes a rule, which says as a clause what is wrong with it.</summary>
    public string Checked(string text, Func<string, string?> rule)
    {
        if (rule(text) is { } fault)
        {
            Refuse(fault);
        }

        return text;
    }

    /// <summary>An argument of a form of its own, such as an object of options; <c>Undefined</c> when it was not given.</summary>
    public JsonElement Element(int index) => Has(index) ? values[index] : default;

    /// <summary>Complains, unless something was wrong before.</summary>
    /// <param name="what">A clause without a full stop.</param>
    public void Refuse(string what) => Fault ??= new BindingResult.Failed(BindingCodes.InvalidArgument, what + ".");

    /// <summary>Complains that something is more than the service takes, unless something was wrong before.</summary>
    /// <param name="what">A clause without a full stop.</param>
    public void Exceed(string what) => Fault ??= new BindingResult.Failed(BindingCodes.LimitExceeded, what + ".");

    /// <summary>An argument as it came, <c>null</c> too; <c>Undefined</c> when there is none.</summary>
    public JsonElement Raw(int index) => index < values.Count ? values[index] : default;

    private static string? TextOf(JsonElement value)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair.
            return null;
        }
    }
}
