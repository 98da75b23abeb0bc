# The test suites of scripts/test: what each is called, how it is run, how its numbers are read. Sourced, never run.
# shellcheck shell=bash

results="$root/artifacts/test-results"
passed=0 failed=0 skipped=0
broken=()

# Runs suites side by side and shows each one's output whole, in the order given; most of their time is spent waiting.
run_suites() { # filter, suites
  local filter="$1" suite
  shift
  for suite in "$@"; do
    {
      code=0
      begin_suite "$suite" "$filter" > "$results/$suite.log" 2>&1 || code=$?
      echo "$code" > "$results/$suite.code"
    } &
  done
  wait
  for suite in "$@"; do
    say "Tests: $suite"
    cat "$results/$suite.log"
    count_suite "$suite" "$filter" "$(< "$results/$suite.code")"
  done
}

begin_suite() { # suite, filter
  case "$1" in
    protocol) run_dotnet_suite protocol MolnOS.Sandbox.Protocol.Tests "$2" ;;
    shim) run_node_suite shim tests/shim "$2" ;;
    supervisor) run_dotnet_suite supervisor MolnOS.Sandbox.Supervisor.Tests "$2" ;;
    browser) run_node_suite browser tests/browser "$2" ;;
    cli) run_dotnet_suite cli MolnOS.Sandbox.Cli.Tests "$2" ;;
    end-to-end) run_dotnet_suite end-to-end MolnOS.Sandbox.EndToEnd.Tests "$2" ;;
  esac
}

# Runs one C# test project that has been built, with an optional filter on the tests' full names.
run_dotnet_suite() { # suite, project folder, filter
  local arguments=()
  [[ -z "$3" ]] || arguments+=(--filter "FullyQualifiedName~$3")
  dotnet test "$root/artifacts/bin/$2/release/$2.dll" "${arguments[@]}" \
    --logger "console;verbosity=minimal" --logger "trx;LogFileName=$1.trx" --results-directory "$results" \
    --blame-hang --blame-hang-timeout 4min --blame-hang-dump-type none
}

# Runs the tests of a folder by the pinned Node, with an optional filter on the tests' names.
run_node_suite() { # suite, folder, filter
  local tap="$results/$1.tap" arguments=() code=0
  [[ -z "$3" ]] || arguments+=(--test-name-pattern "$3")
  (cd "$root/$2" && "$(node_bin)" --test "${arguments[@]}" \
    --test-reporter=dot --test-reporter-destination=stdout \
    --test-reporter=tap --test-reporter-destination="$tap" '**/*.test.mjs') || code=$?
  if [[ "$code" != 0 ]]; then grep --after-context=30 '^ *not ok' "$tap" || true; fi
  return "$code"
}

# Reads a suite's numbers from what its runner left behind.
count_suite() { # suite, filter, exit code
  local tap="$results/$1.tap" counters total=0 executed=0 ok=0
  if [[ "$1" == shim || "$1" == browser ]]; then
    tally "$1" "$3" "$(tap_count pass)" "$(($(tap_count fail) + $(tap_count cancelled)))" "$(($(tap_count skipped) + $(tap_count todo)))" "$2"
    return
  fi
  if counters="$(grep --max-count=1 --only-matching '<Counters [^>]*' "$results/$1.trx" 2> /dev/null)"; then
    total="$(counter total)" executed="$(counter executed)" ok="$(counter passed)"
  fi
  tally "$1" "$3" "$ok" "$((executed - ok))" "$((total - executed))" "$2"
}

counter() { sed "s/.* $1=\"\([0-9]*\)\".*/\1/" <<< "$counters"; }

tap_count() { # kind of result
  local line
  line="$(grep --extended-regexp "^# $1 [0-9]+$" "$tap" 2> /dev/null | tail -1)" || true
  echo "${line##* }" | grep --extended-regexp '^[0-9]+$' || echo 0
}

# Adds a suite's numbers; a runner that died or ran nothing counts as a failure, whatever it claimed.
tally() { # suite, exit code, passed, failed, skipped, filter
  passed=$((passed + $3)) failed=$((failed + $4)) skipped=$((skipped + $5))
  if [[ "$2" != 0 && "$4" == 0 ]]; then
    broken+=("$1: its runner ended with code $2")
  elif [[ $(($3 + $4)) == 0 && -z "$6" ]]; then
    broken+=("$1: it ran no test")
  fi
}

# Says what broke, then the one line that sums up; returns whether all is well.
report() { # filter
  local reason
  for reason in "${broken[@]}"; do warn "$reason"; done
  failed=$((failed + ${#broken[@]}))
  if [[ $((passed + failed)) == 0 ]]; then
    warn "no test matches '$1'"
    failed=1
  fi
  local line="$passed passed, $failed failed"
  [[ "$skipped" == 0 ]] || line+=", $skipped skipped"
  echo "$line"
  [[ "$failed" == 0 ]]
}
