using Microsoft.Data.Sqlite;

namespace MolnOS.Sandbox.EndToEnd.Tests.Bindings;

/// <summary>Keeps a server from writing to its tables, as a slow disk does, for less than the 5 s after which it gives up; reading goes on.</summary>
internal sealed class TableLock : IDisposable
{
    private readonly SqliteConnection _connection;

    private TableLock(SqliteConnection connection) => _connection = connection;

    /// <summary>Holds the tables of a data folder until it is disposed.</summary>
    public static TableLock Hold(string dataFolder)
    {
        var connection = new SqliteConnection($"Data Source={Path.Combine(dataFolder, "tables.db")};Pooling=False");
        connection.Open();
        using var begin = connection.CreateCommand();
        begin.CommandText = "BEGIN IMMEDIATE";
        begin.ExecuteNonQuery();
        return new TableLock(connection);
    }

    public void Dispose() => _connection.Dispose();
}
