#!/usr/bin/env bash
# Everything a machine with the .NET SDK (and, where NuGet lacks packages, npm) is asked to do. `./build.sh help` says what.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
artifacts=$root/artifacts
configuration=Release

# NuGet and the SDK want a home to write to; a bare service account may have none.
if [[ ! -w ${HOME:-/nonexistent} ]]; then mkdir -p "$artifacts/home" && export HOME=$artifacts/home; fi
# No build server outlives this script.
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_CLI_UI_LANGUAGE=en MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0

usage() {
  cat <<'TEXT'
./build.sh quickstart [argument…]   explain the sample photos, or those given; pictures go to ./out unless --out says else
./build.sh test                     build, run the tests, try the package as a package, run the quick start once
./build.sh test argument…           build and run the tests with these arguments of `dotnet test`, for example
                                    --filter TestCategory=Slow
./build.sh pack                     write the NuGet package and its symbols to artifacts/packages
./build.sh bench [argument…]        run the benchmark program, for example: bench kernels
./build.sh feed [--cuda]            fill eng/feed with the packages that a partial NuGet mirror lacks
./build.sh help                     print this
TEXT
}

restore() { # PROJECT: restores; packages that this machine's sources lack come from eng/feed, filled on demand
  local log
  log=$(mktemp)
  if ! dotnet restore "$1" -v quiet >"$log" 2>&1; then
    if grep -qE 'NU110[12].*(Microsoft\.ML\.OnnxRuntime|SixLabors\.ImageSharp)' "$log"; then
      echo "NuGet lacks ONNX Runtime or ImageSharp here: filling eng/feed" >&2
      : >"$log"
      if ! "$root/eng/feed.sh" </dev/null; then rm -f "$log"; return 1; fi
      if ! dotnet restore "$1" -v quiet >"$log" 2>&1; then cat "$log" >&2; rm -f "$log"; return 1; fi
    else
      cat "$log" >&2; rm -f "$log"; return 1
    fi
  fi
  rm -f "$log"
}

quickstart() {
  restore "$root/samples/Quickstart/Quickstart.csproj"
  dotnet run --project "$root/samples/Quickstart/Quickstart.csproj" -c "$configuration" --no-restore -- "$@"
}

pack() {
  restore "$root/src/Saliency/Saliency.csproj"
  dotnet pack "$root/src/Saliency/Saliency.csproj" -c "$configuration" --no-restore -v quiet -o "$artifacts/packages"
  ls -l "$artifacts/packages"
}

bench() {
  restore "$root/benchmarks/Saliency.Benchmarks/Saliency.Benchmarks.csproj"
  dotnet run --project "$root/benchmarks/Saliency.Benchmarks/Saliency.Benchmarks.csproj" -c "$configuration" --no-restore -- "$@"
}

build_all() {
  restore "$root/Saliency.sln" &&
    dotnet build "$root/Saliency.sln" -c "$configuration" --no-restore -v quiet
}

run_tests() { # ARGUMENT…: runs the built test projects, their result files in $artifacts/results
  rm -rf "$artifacts/results"
  dotnet test "$root/Saliency.sln" -c "$configuration" --no-build --results-directory "$artifacts/results" \
    --logger trx --logger 'console;verbosity=minimal' --blame-hang-timeout 5m --blame-hang-dump-type none "$@" </dev/null
}

counters() { # Prints "passed failed skipped" of all result files. A test that was not executed was skipped.
  local file line passed=0 failed=0 skipped=0 total executed ok
  while IFS= read -r file; do
    line=$(grep -o '<Counters [^>]*>' "$file" | tail -n 1) || continue
    total=$(value_of total "$line") executed=$(value_of executed "$line") ok=$(value_of passed "$line")
    passed=$((passed + ok)) failed=$((failed + executed - ok)) skipped=$((skipped + total - executed))
  done < <(find "$artifacts/results" -name '*.trx' 2>/dev/null)
  echo "$passed $failed $skipped"
}

skip_reasons() { # Prints why tests were skipped, each reason once with its number of tests
  find "$artifacts/results" -name '*.trx' -exec awk '
    /<UnitTestResult / { skipped = /outcome="NotExecuted"/ }
    skipped && match($0, /<Message>[^<]*/) { count[substr($0, RSTART + 9, RLENGTH - 9)]++; skipped = 0 }
    END { for (reason in count) printf "skipped %d: %s\n", count[reason], reason }' {} + 2>/dev/null || true
}

value_of() { # NAME TEXT: the number in NAME="…"
  local number
  number=$(grep -oE "\b$1=\"[0-9]+\"" <<<"$2" | head -n 1 | tr -dc 0-9)
  echo "${number:-0}"
}

test_everything() {
  local passed failed skipped status=0
  build_all || { printf "\n0 passed, 1 failed, 0 skipped\n"; return 1; }
  run_tests --filter 'TestCategory!=Slow' || status=$?
  read -r passed failed skipped < <(counters)
  skip_reasons
  # A run that died without a result file, or with a failure that no test owns, is one failure.
  if ((passed + failed == 0 || (status != 0 && failed == 0))); then failed=$((failed + 1)); fi

  step() { # NAME COMMAND…: one more test
    local name=$1
    shift
    printf '\n%s\n' "$name"
    if "$@" </dev/null; then passed=$((passed + 1)); else failed=$((failed + 1)); echo "failed: $name" >&2; fi
  }
  step 'The package, tried as a package' "$root/eng/package-trial.sh"
  step 'The quick start' "$root/build.sh" quickstart --out "$artifacts/quickstart"

  printf '\n%d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
  ((failed == 0))
}

command=${1:-help}
if (($# > 0)); then shift; fi
case $command in
  quickstart) quickstart "$@" ;;
  test) if (($# == 0)); then test_everything; else build_all && run_tests "$@"; fi ;;
  pack) pack ;;
  bench) bench "$@" ;;
  feed) "$root/eng/feed.sh" "$@" ;;
  help | -h | --help) usage ;;
  *) echo "expected a command, got '$command'" >&2; usage >&2; exit 2 ;;
esac
