using System.Collections;
using System.Reflection;

namespace MolnOS.Sandbox.Hosting.Configuration;

/// <summary>Every setting there is, read off the options types: <c>HttpOptions.MaxBodyBytes</c> is <c>Http:MaxBodyBytes</c>.</summary>
internal sealed class SettingsSchema
{
    private const string Suffix = "Options";
    private const string Any = "*";

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

    /// <summary>All keys, in order; a <c>*</c> stands for any name, or for the number of an item.</summary>
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
    public Type? TypeOf(string key) => key.Split(':').Contains(Any, StringComparer.Ordinal) ? null : TypeOfPattern(key) ?? TypeOfPattern(Pattern(key));

    /// <summary>The known key most like <paramref name="key"/>, when one is near.</summary>
    public string? Nearest(string key) => _leaves.Keys
        .Select(known => (Known: known, Distance: EditDistance.Between(known, Pattern(key))))
        .Where(candidate => candidate.Distance <= 3)
        .OrderBy(candidate => candidate.Distance)
        .Select(candidate => candidate.Known)
        .FirstOrDefault();

    /// <summary>The key with a star for the number of an item: <c>Tls:Certificates:0:Key</c> is one of <c>Tls:Certificates:*:Key</c>.</summary>
    private static string Pattern(string key) =>
        string.Join(':', key.Split(':').Select(part => part.Length > 0 && part.All(char.IsAsciiDigit) ? Any : part));

    private Type? TypeOfPattern(string key)
    {
        if (_leaves.TryGetValue(key, out var type))
        {
            return type;
        }

        var last = key.LastIndexOf(':');
        return last > 0 && last < key.Length - 1 && _collections.TryGetValue(key[..last], out var element) ? element : null;
    }

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
                AddItems(key, value.IsArray ? value.GetElementType()! : value.GetGenericArguments()[^1]);
            }
            else
            {
                Add(key, value);
            }
        }
    }

    private void AddItems(string key, Type item)
    {
        if (SettingValue.IsScalar(item))
        {
            _collections.Add(key, item);
        }
        else
        {
            Add($"{key}:{Any}", item);
        }
    }
}
