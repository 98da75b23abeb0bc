using MolnOS.Sandbox.Cli.Commands;

namespace MolnOS.Sandbox.Cli.Completion;

/// <summary><c>molnos completion</c>: what a shell needs to complete commands and options.</summary>
internal static class CompletionCommand
{
    private const string Bash = """
        # In ~/.bashrc:  source <(molnos completion bash)
        _molnos() {
          local IFS=$'\n' word="${COMP_WORDS[COMP_CWORD]}"
          COMPREPLY=($(compgen -W "$("${COMP_WORDS[0]}" "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2> /dev/null)" -- "$word"))
        }
        complete -o default -F _molnos molnos

        """;

    private const string Zsh = """
        # In ~/.zshrc, after compinit:  source <(molnos completion zsh)
        _molnos() {
          local -a words_found
          words_found=("${(@f)$(molnos "[suggest:${CURSOR}]" "${BUFFER}" 2> /dev/null)}")
          compadd -- "${words_found[@]}"
          _files
        }
        compdef _molnos molnos

        """;

    private const string Fish = """
        # molnos completion fish > ~/.config/fish/completions/molnos.fish
        complete --command molnos --arguments '(molnos "[suggest:"(string length -- (commandline --cut-at-cursor))"]" (commandline --cut-at-cursor) 2> /dev/null)'

        """;

    public static CliCommand Create() => new("completion", "Print what a shell needs to complete this program's commands.")
    {
        For("bash", Bash, "source <(molnos completion bash)"),
        For("zsh", Zsh, "source <(molnos completion zsh)"),
        For("fish", Fish, "molnos completion fish > ~/.config/fish/completions/molnos.fish"),
    };

    private static CliCommand For(string shell, string script, string example) =>
        new CliCommand(shell, $"For {shell}.", example).Runs((session, _) => session.Surroundings.Out.WriteAsync(script));
}
