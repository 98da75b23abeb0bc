using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.EndToEnd.Tests.Life;

/// <summary>A worker that is no Node: it says of any code that it loaded, and answers each call with how many it has had. Starts in milliseconds.</summary>
internal static class QuickWorker
{
    private const string FileName = "quick-worker";

    private const string Program = """
        #!/usr/bin/perl
        use strict;
        open(my $in, '<&=', 3); open(my $out, '>&=', 4); open(my $marks, '+<&=', 5);
        my $calls = 0;
        sub say_line { syswrite($out, '{"jsonrpc":"2.0",' . $_[0] . "}\n"); }
        say_line('"method":"ready","params":{"protocol":1,"node":"v26.10.0"}');
        while (my $line = <$in>) {
          my ($id) = $line =~ /"id":"([0-9a-f]{32})"/;
          my ($method) = $line =~ /"method":"([^"]*)"/;
          my $result = 'null';
          if ($method eq 'load') {
            $result = '{"shape":"script","cacheRejected":false}';
          } elsif ($method eq 'codeCache') {
            $result = '{}';
          } elsif ($method eq 'invoke') {
            my ($mark) = $line =~ /"mark":(\d+)/;
            sysseek($marks, $mark, 0);
            syswrite($marks, "\1");
            $calls++;
            $result = '{"status":200,"headers":{},"bodyType":"json","body":{"calls":' . $calls . '}}';
          }
          say_line('"id":"' . $id . '","result":' . $result);
          exit if $method eq 'drain';
        }

        """;

    /// <summary>Writes the program into a folder, and returns its path.</summary>
    public static string WriteTo(string folder)
    {
        var path = Path.Combine(folder, FileName);
        File.WriteAllText(path, Program);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        return path;
    }

    /// <summary>How many of them run below a process.</summary>
    public static int CountBelow(int id) => ProcessTree.Below(id).Count(process => process.Command == FileName);
}
