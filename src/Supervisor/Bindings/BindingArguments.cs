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
    public string Text(int index, string name, int most)
    {
        if (index >= values.Count || values[index].ValueKind != JsonValueKind.String)
        {
            Refuse($"{name} must be a string");
            return "";
        }

        var text = TextOf(values[index]);
        if (text is null || text.Length == 0 || text.Length > most)
        {
            Refuse($"{name} must be a string of 1 to {most} characters");
        }

        return text ?? "";
    }

    /// <summary>A text, when it was given.</summary>
    public string? OptionalText(int index, string name, int most) => Has(index) ? Text(index, name, most) : null;

    /// <summary>A whole number within a range, when it was given.</summary>
    public long? OptionalNumber(int index, string name, long least, long most)
    {
        if (!Has(index))
        {
            return null;
        }

        if (values[index].ValueKind != JsonValueKind.Number || !values[index].TryGetInt64(out var number) || number < least || number > most)
        {
            Refuse($"{name} must be a whole number from {least} to {most}");
            return least;
        }

        return number;
    }

    /// <summary>Any JSON value, as the bytes that came.</summary>
    public ReadOnlyMemory<byte> Json(int index, string name, int mostBytes)
    {
        if (index >= values.Count || values[index].ValueKind == JsonValueKind.Undefined)
        {
            Refuse($"{name} is missing");
            return default;
        }

        var json = JsonMarshal.GetRawUtf8Value(values[index]);
        if (json.Length > mostBytes)
        {
            Fault ??= new BindingResult.Failed(BindingCodes.LimitExceeded, $"{name} is larger than {mostBytes} bytes of JSON.");
        }

        return json.ToArray();
    }

    /// <summary>An argument of a form of its own, such as an object of options; <c>Undefined</c> when it was not given.</summary>
    public JsonElement Element(int index) => Has(index) ? values[index] : default;

    /// <summary>Complains, unless something was wrong before.</summary>
    /// <param name="what">A clause without a full stop.</param>
    public void Refuse(string what) => Fault ??= new BindingResult.Failed(BindingCodes.InvalidArgument, what + ".");

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
