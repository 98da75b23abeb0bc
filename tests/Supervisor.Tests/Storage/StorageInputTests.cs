using System.Text;
using MolnOS.Sandbox.Hosting.Errors;
using MolnOS.Sandbox.Storage;

namespace MolnOS.Sandbox.Supervisor.Tests.Storage;

public sealed class StorageInputTests
{
    [Fact]
    public void A_body_is_read()
    {
        StorageInput.ReadBucket(default).Public.Should().BeNull();
        StorageInput.ReadBucket(Json("""{"public":true}""")).Public.Should().BeTrue();
        StorageInput.ReadBucketChange(Json("""{"public":false}""")).Public.Should().BeFalse();
        StorageInput.ReadKey(Json("""{"key":"a/b"}""")).Key.Should().Be("a/b");
        var input = StorageInput.ReadObject(Json("""{"key":"k","content":"","contentType":"text/csv"}"""));
        (input.Key, input.Content, input.ContentType).Should().Be(("k", "", "text/csv"));
    }

    [Theory]
    [InlineData("""{"public":1}""", "public must be true or false.")]
    [InlineData("""{"public":null}""", "public must be true or false.")]
    [InlineData("""{"name":"b"}""", "name is not a known field.")]
    [InlineData("[]", "The body must be an object.")]
    [InlineData("{", "The body is not valid JSON (line 1, byte 2).")]
    public void A_wrong_bucket_is_refused_by_field(string json, string message) => Refusal(() => StorageInput.ReadBucket(Json(json))).Should().Be(message);

    [Theory]
    [InlineData("{}", "public is missing.")]
    [InlineData("", "The body is not valid JSON (line 1, byte 1).")]
    public void A_change_must_say_something(string json, string message) => Refusal(() => StorageInput.ReadBucketChange(Json(json))).Should().Be(message);

    [Theory]
    [InlineData("""{"content":"x"}""", "key is missing.")]
    [InlineData("""{"key":"k"}""", "content is missing.")]
    [InlineData("""{"key":"","content":"x"}""", "key must not be empty.")]
    [InlineData("""{"key":"k","content":{"a":1}}""", "content must be a string.")]
    [InlineData("""{"key":"k","content":"\ud800"}""", "content is not valid Unicode text.")]
    [InlineData("""{"key":"\udc00","content":""}""", "key is not valid Unicode text.")]
    [InlineData("""{"key":"k","content":"x","public":true}""", "public is not a known field.")]
    [InlineData("""{"key":"k","key":"l","content":"x"}""", "key is given twice.")]
    public void A_wrong_object_is_refused_by_field(string json, string message) => Refusal(() => StorageInput.ReadObject(Json(json))).Should().Be(message);

    private static ReadOnlyMemory<byte> Json(string text) => Encoding.UTF8.GetBytes(text);

    private static string Refusal(Func<object> read) => read.Should().Throw<RefusedException>().Which.Message;
}
