using MolnOS.Sandbox.Cli.Output;

namespace MolnOS.Sandbox.Cli.Tests.Output;

/// <summary>Text of others cannot steer the terminal.</summary>
public sealed class VisibleTextTests
{
    [Theory]
    [InlineData("plain text", "plain text")]
    [InlineData("två ☃ 😀", "två ☃ 😀")]
    [InlineData("two\nlines\tand a tab", "two\nlines\tand a tab")]
    [InlineData("\u001b[2J\u001b]0;title\u0007", "␛[2J␛]0;title␇")]
    [InlineData("over\rwritten", "over␍written")]
    [InlineData("c1 \u009b31m", "c1 \ufffd31m")]
    [InlineData("turned \u202egnp.exe", "turned \ufffdgnp.exe")]
    public void What_would_move_the_cursor_is_shown_instead(string text, string expected) => VisibleText.Of(text).Should().Be(expected);

    [Fact]
    public void A_cell_of_a_table_stays_on_one_line() => VisibleText.OnOneLine("a\nb\tc").Should().Be("a␊b␉c");

    [Fact]
    public void Half_a_character_does_no_harm() => VisibleText.Of("a\ud800b").Should().Be("a\ufffdb");
}
