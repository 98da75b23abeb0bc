using System.Text;
using MolnOS.Sandbox.Bindings;
using MolnOS.Sandbox.Databases;
using MolnOS.Sandbox.Persistence;

namespace MolnOS.Sandbox.Supervisor.Tests.Databases;

public sealed class TableRulesTests
{
    [Theory]
    [InlineData("users-table")]
    [InlineData("a")]
    [InlineData("åäö 😀")]
    [InlineData("a.b:c*")]
    public void A_name_is_taken(string table) => TableRules.FaultOfTable(table).Should().BeNull();

    [Theory]
    [InlineData("")]
    [InlineData(".hidden")]
    [InlineData("a/b")]
    [InlineData("a\\b")]
    [InlineData("a..b")]
    [InlineData("a\0b")]
    [InlineData("a\nb")]
    [InlineData("a\u0085b")]
    public void A_name_is_refused(string table) => TableRules.FaultOfTable(table).Should().NotBeNull();

    [Fact]
    public void A_name_has_at_most_255_characters_and_a_key_1024()
    {
        TableRules.FaultOfTable(new string('t', 255)).Should().BeNull();
        TableRules.FaultOfTable(new string('t', 256)).Should().NotBeNull();
        TableRules.FaultOfKey(new string('k', 1024)).Should().BeNull();
        TableRules.FaultOfKey(new string('k', 1025)).Should().NotBeNull();
        TableRules.FaultOfKey("").Should().NotBeNull();
    }

    [Theory]
    [InlineData("k")]
    [InlineData("user:1")]
    [InlineData("😀\0å")]
    public void A_cursor_leads_back_to_its_key(string key)
    {
        var cursor = KeyCursor.Behind(key);

        cursor.Should().MatchRegex("^[A-Za-z0-9_-]+$");
        TableRules.KeyOfCursor(cursor).Should().Be(key);
    }

    [Theory]
    [InlineData("")]
    [InlineData("*")]
    [InlineData("a")]
    [InlineData("_w")]
    [InlineData("7aCA")]
    public void What_is_no_cursor_leads_nowhere(string cursor) => TableRules.KeyOfCursor(cursor).Should().BeNull();

    [Fact]
    public void The_longest_key_has_a_cursor_that_is_taken() =>
        KeyCursor.Behind(new string('\uFF5E', TableRules.MostKeyChars)).Length.Should().BeLessThanOrEqualTo(TableRules.MostCursorChars);

    [Theory]
    [InlineData("""{"a":1}""", """{"a":1}""")]
    [InlineData("""["\u00e5","\uff5e\ud83d\ude00"]""", """["å","～😀"]""")]
    [InlineData("""["\\u00e5","\n\u0001\u0022\\"]""", """["\\u00e5","\n\u0001\u0022\\"]""")]
    [InlineData("""["\ud83d","\ude00\ud83d","\ud83dx\u00e5"]""", """["\ud83d","\ude00\ud83d","\ud83dxå"]""")]
    public void Stored_text_has_no_escapes_but_those_it_needs(string json, string stored) =>
        Encoding.UTF8.GetString(StoredJson.Compact(Encoding.UTF8.GetBytes(json)).Span).Should().Be(stored);

    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(1023, "1023 B")]
    [InlineData(2355, "2.3 KB")]
    [InlineData(5 * 1024 * 1024, "5 MB")]
    [InlineData(1L << 60, "1048576 TB")]
    public void A_size_is_readable(long bytes, string text) => TableJson.Size(bytes).Should().Be(text);
}
