using System.Text.Json;
using Microsoft.Extensions.Options;
using MolnOS.Sandbox.Bindings;
using MolnOS.Sandbox.Persistence;

namespace MolnOS.Sandbox.Storage;

/// <summary><c>storage</c>: objects in buckets, as far as they fit into a message between a worker and the server.</summary>
internal sealed class StorageBinding : Binding
{
    private readonly ObjectShelf _shelf;
    private readonly IBucketStore _store;
    private readonly int _mostListed;
    private readonly BindingFrame _frame;

    public StorageBinding(ObjectShelf shelf, IBucketStore store, IOptions<StorageOptions> options, BindingFrame frame)
    {
        (_shelf, _store, _mostListed, _frame) = (shelf, store, options.Value.MaxListedObjects, frame);
        Methods = new Dictionary<string, BindingMethod>(StringComparer.Ordinal)
        {
            ["get"] = OnBucket("read", GetAsync),
            ["list"] = OnBucket("read", ListAsync),
            ["put"] = OnBucket("write", PutAsync),
            ["delete"] = OnBucket("write", DeleteAsync),
        };
    }

    public override string Name => "storage";

    public override IReadOnlyDictionary<string, BindingMethod> Methods { get; }

    private static BindingResult.Failed NoBucket { get; } = new(BindingCodes.NotFound, "There is no such bucket. A bucket is made over HTTP, by whoever may: POST /storage/buckets/{name}.");

    private static BindingMethod OnBucket(string action, Func<string, BindingArguments, CancellationToken, ValueTask<BindingResult>> handle) => new(
        action,
        IsTargeted: true,
        async (call, invocationEnded) =>
        {
            var bucket = call.Arguments.Text(0, "The name of the bucket", StorageRules.MostBucketChars);
            try
            {
                return call.Arguments.Fault is { } fault ? fault : await handle(bucket, call.Arguments, invocationEnded);
            }
            catch (StorageException e) when (e.Failure == StorageFailure.Full)
            {
                return new BindingResult.Failed(BindingCodes.LimitExceeded, e.PublicMessage);
            }
        });

    private async ValueTask<BindingResult> GetAsync(string bucket, BindingArguments arguments, CancellationToken invocationEnded)
    {
        var key = Key(arguments, 1);
        if (arguments.Fault is { } fault)
        {
            return fault;
        }

        switch (await _shelf.OpenAsync(bucket, key, invocationEnded))
        {
            case OpenOutcome.NoBucket:
                return NoBucket;
            case OpenOutcome.Opened opened:
                using (opened.Object)
                {
                    return await ReadWholeAsync(opened.Object, invocationEnded);
                }

            default:
                return BindingResult.Undefined;
        }
    }

    private async ValueTask<BindingResult> ReadWholeAsync(OpenObject opened, CancellationToken invocationEnded)
    {
        var size = opened.Stored.Size;
        if (size > _frame.MostContentBytes)
        {
            return new BindingResult.Failed(
                BindingCodes.LimitExceeded, $"The object has {size} bytes; a function can get one of at most {_frame.MostContentBytes} bytes. Let the caller read it over HTTP.");
        }

        var content = new byte[size];
        await opened.ReadAsync(content, 0, invocationEnded);
        return new BindingResult.Bytes(content);
    }

    private async ValueTask<BindingResult> ListAsync(string bucket, BindingArguments arguments, CancellationToken invocationEnded)
    {
        // An empty prefix is what a program has that builds it from nothing.
        var prefix = arguments.Element(1) is { ValueKind: JsonValueKind.String } text && text.ValueEquals(ReadOnlySpan<byte>.Empty)
            ? null
            : arguments.OptionalText(1, "prefix", StorageRules.MostKeyChars);
        var options = arguments.Has(2) ? arguments.Fields(arguments.Element(2), "options", "after", "limit") : null;
        var limit = (int)(options?.OptionalNumber("limit", 1, _mostListed) ?? _mostListed);
        var after = options?.OptionalText("after", StorageRules.MostKeyChars);
        if (arguments.Fault is { } fault)
        {
            return fault;
        }

        var page = await _store.ReadPageAsync(bucket, new ObjectRange(prefix, after, limit, StorageRules.MostListedKeyBytes), invocationEnded);
        return page is null ? NoBucket
            // Who asked for all of them must not take a part for the whole.
            : page.HasMore && options is null ? new BindingResult.Failed(
                BindingCodes.LimitExceeded, $"There are more objects than a list has ({page.Objects.Count}). Narrow it by a prefix, or read it in pages: list(bucket, prefix, {{after, limit}}).")
            : new BindingResult.Value(JsonSerializer.SerializeToUtf8Bytes([.. page.Objects.Select(ObjectView.Of)], StorageJson.Default.IReadOnlyListObjectView));
    }

    private async ValueTask<BindingResult> PutAsync(string bucket, BindingArguments arguments, CancellationToken invocationEnded)
    {
        var key = Key(arguments, 1);
        var content = arguments.Content(2, "content");
        var options = arguments.Has(3) ? arguments.Fields(arguments.Element(3), "options", "contentType") : null;
        var told = options?.OptionalText("contentType", StorageRules.MostTypeChars);
        var type = arguments.Checked(StorageRules.TypeOf(told, key, content.IsText), StorageRules.FaultOfType);
        if (arguments.Fault is { } fault)
        {
            return fault;
        }

        var bytes = new MemoryStream(content.Bytes, writable: false);
        return await _shelf.PutAsync(new ObjectDraft(bucket, key, type) { AnnouncedBytes = bytes.Length }, bytes.ReadAsync, invocationEnded) switch
        {
            PutOutcome.NoBucket => NoBucket,
            PutOutcome.TooLarge large => new BindingResult.Failed(
                BindingCodes.LimitExceeded, $"The object is larger than the limit of {large.MostBytes} bytes (Storage:MaxObjectBytes)."),
            PutOutcome.Full full => new BindingResult.Failed(BindingCodes.LimitExceeded, full.Why),
            _ => BindingResult.True,
        };
    }

    private async ValueTask<BindingResult> DeleteAsync(string bucket, BindingArguments arguments, CancellationToken invocationEnded)
    {
        var key = Key(arguments, 1);
        return arguments.Fault is { } fault ? fault
            : await _shelf.RemoveAsync(bucket, key, static _ => true, invocationEnded) switch
            {
                ObjectChange.NoBucket => NoBucket,
                ObjectChange.Done { Former: not null } => BindingResult.True,
                _ => BindingResult.False,
            };
    }

    private static string Key(BindingArguments arguments, int index) =>
        arguments.Checked(arguments.Text(index, "key", StorageRules.MostKeyChars), StorageRules.FaultOfKey);
}
