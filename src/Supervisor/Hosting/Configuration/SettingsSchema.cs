using System.Collections;
using System.Reflection;

namespace MolnOS.Sandbox.Hosting.Configuration;

/// <summary>Every setting there is, read off the options types: <c>HttpOptions.MaxBodyBytes</c> is <c>Http:MaxBodyBytes</c>.</summary>
internal sealed class SettingsSchema
{
    private const string Suffix = "Options";

    private readonly SortedDictionary<string, Type> _leaves = new(StringComparer.OrdinalIgnoreCase);
    private readonly SortedDictionary<string, Type> _collections = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The settings of the given options types.</summary>
    public SettingsSchema(IEnumerable<Type> optionsTypes)
    {
        foreach (var type in optionsTypes)
        {
            Add(SectionOf(type), type);
        }
    }

    /// <summary>All keys, in order; a key that ends in <c>:*</c> stands for any name below it.</summary>
    public IEnumerable<string> Keys => _leaves.Keys.Concat(_collections.Keys.Select(key => key + ":*"));

    /// <summary>The settings of this program: every top-level class whose name ends in Options.</summary>
    public static SettingsSchema OfThisProgram() => new(OptionsTypes());

    /// <summary>Every options type of this program.</summary>
    public static IEnumerable<Type> OptionsTypes() => typeof(SettingsSchema).Assembly.GetTypes().Where(type =>
        type is { IsClass: true, IsAbstract: false, IsNested: false }
        && type.Name.EndsWith(Suffix, StringComparison.Ordinal)
        && type.Namespace?.StartsWith("MolnOS.Sandbox", StringComparison.Ordinal) == true);

    /// <summary>The section an options type is bound to: its constant <c>Section</c>, or else its name.</summary>
    public static string SectionOf(Type optionsType) =>
        optionsType.GetField("Section")?.GetRawConstantValue() as string ?? optionsType.Name[..^Suffix.Length];

    /// <summary>The type a key's value must have; null when there is no such key.</summary>
    public Type? TypeOf(string key)
    {
        if (_leaves.TryGetValue(key, out var type))
        {
            return type;
        }

        var last = key.LastIndexOf(':');
        return last > 0 && last < key.Length - 1 && _collections.TryGetValue(key[..last], out var element) ? element : null;
    }

    /// <summary>The known key most like <paramref name="key"/>, when one is near.</summary>
    public string? Nearest(string key) => _leaves.Keys
        .Select(known => (Known: known, Distance: EditDistance.Between(known, key)))
        .Where(candidate => candidate.Distance <= 3)
        .OrderBy(candidate => candidate.Distance)
        .Select(candidate => candidate.Known)
        .FirstOrDefault();

    private void Add(string prefix, Type type)
    {
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.CanWrite))
        {
            var key = $"{prefix}:{property.Name}";
            var value = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
            if (SettingValue.IsScalar(value))
            {
                _leaves.Add(key, value);
            }
            else if (typeof(IEnumerable).IsAssignableFrom(value))
            {
                _collections.Add(key, value.IsArray ? value.GetElementType()! : value.GetGenericArguments()[^1]);
            }
            else
            {
                Add(key, value);
            }
        }
    }
}
