using System.Text;
using MolnOS.Sandbox.Events;
using MolnOS.Sandbox.Hosting.Errors;

namespace MolnOS.Sandbox.Supervisor.Tests.Events;

/// <summary>What <c>POST /events/emit</c> takes.</summary>
public sealed class EmitBodyTests
{
    [Theory]
    [InlineData("""{"eventName":"a"}""", "null")]
    [InlineData("""{"eventName":"a","data":null}""", "null")]
    [InlineData("""{"data":{"é":[1, 2.50,"\u2744"]},"eventName":"a"}""", """{"é":[1,2.50,"❄"]}""")]
    [InlineData("""{"eventName":"a","data":"text\nwith \"escapes\""}""", "\"text\\nwith \\\"escapes\\\"\"")]
    public void Data_is_kept_as_tables_keep_values(string body, string data)
    {
        var read = Read(body);

        read.EventName.Should().Be("a");
        Encoding.UTF8.GetString(read.Data.Span).Should().Be(data);
    }

    [Fact]
    public void Data_has_no_line_break_since_it_travels_on_one_line() =>
        Encoding.UTF8.GetString(Read("{\"eventName\":\"a\",\"data\":{\r\n  \"b\": \"c\\n d\"\n}}").Data.Span).Should().Be("{\"b\":\"c\\n d\"}");

    [Theory]
    [InlineData("", "not valid JSON")]
    [InlineData("{", "not valid JSON")]
    [InlineData("[]", "object")]
    [InlineData("{}", "eventName is missing")]
    [InlineData("""{"data":1}""", "eventName is missing")]
    [InlineData("""{"eventName":7}""", "eventName must be a string")]
    [InlineData("""{"eventName":""}""", "eventName must not be empty")]
    [InlineData("""{"eventName":"a b"}""", "eventName must not hold white space")]
    [InlineData("""{"eventName":"order.*"}""", "eventName must not hold *")]
    [InlineData("""{"eventName":"a..b"}""", "eventName")]
    [InlineData("""{"eventName":"a","eventName":"b"}""", "eventName is given twice")]
    [InlineData("""{"eventName":"a","payload":1}""", "payload is not a known field")]
    public void Anything_else_is_refused_by_name(string body, string named) =>
        this.Invoking(_ => Read(body)).Should().Throw<RefusedException>().Where(refused => refused.Status == 400).WithMessage($"*{named}*");

    [Fact]
    public void Data_may_be_as_large_as_the_limit_and_no_larger()
    {
        static string Body(int bytes) => $$"""{"eventName":"a","data":"{{new string('x', bytes - 2)}}"}""";

        Read(Body(100)).Data.Length.Should().Be(100);
        this.Invoking(_ => Read(Body(101))).Should().Throw<RefusedException>().Where(refused => refused.Status == 413).WithMessage("*100 bytes*");
    }

    [Fact]
    public void Data_may_be_as_deep_as_a_worker_can_be_sent_and_no_deeper()
    {
        static string Body(int levels) => $$"""{"eventName":"a","data":{{new string('[', levels)}}{{new string(']', levels)}}}""";

        Read(Body(254), most: 1000).Data.Length.Should().Be(508);
        this.Invoking(_ => Read(Body(255), most: 1000)).Should().Throw<RefusedException>().Where(refused => refused.Status == 400);
    }

    [Fact]
    public void What_is_no_UTF8_is_refused()
    {
        byte[] body = [.. "{\"eventName\":\"a\",\"data\":\""u8, 0xff, .. "\"}"u8];

        this.Invoking(_ => EmitBody.Read(body, 100)).Should().Throw<RefusedException>().WithMessage("data is not valid Unicode*");
    }

    private static EmitBody Read(string body, int most = 100) => EmitBody.Read(Encoding.UTF8.GetBytes(body), most);
}
