using System.Globalization;

namespace MolnOS.Sandbox.Persistence.Sqlite;

/// <summary>Brings a file's schema up to date: the n-th statement leads from schema n-1 to schema n, and is never edited once released.</summary>
internal static class Migrations
{
    /// <summary>Applies what the file lacks, all or nothing.</summary>
    /// <exception cref="StorageException">The file is newer than the program.</exception>
    public static void Apply(SqliteSession session, string file, IReadOnlyList<string> migrations)
    {
        session.Execute("BEGIN IMMEDIATE");
        try
        {
            var version = session.Number("PRAGMA user_version") ?? 0;
            if (version > migrations.Count)
            {
                throw new StorageException(
                    StorageFailure.TooNew,
                    $"The file {file} was written by a newer version of the program (schema {version}; this one knows {migrations.Count}). Start the newer program, or restore a backup from before it.");
            }

            foreach (var migration in migrations.Skip((int)version))
            {
                session.Execute(migration);
            }

            session.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {migrations.Count}"));
            session.Execute("COMMIT");
        }
        catch when (session.IsInTransaction)
        {
            session.Execute("ROLLBACK");
            throw;
        }
    }
}
