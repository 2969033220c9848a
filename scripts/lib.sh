# Shared by the scripts: places, messages, timing. Sourced, not run.
set -euo pipefail
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
DEPS="$ROOT/.deps"
export CCACHE_DIR="${CCACHE_DIR:-$ROOT/.cache/ccache}"

say() { printf '\033[1m== %s\033[0m\n' "$*"; }
fail() { printf 'error: %s\n' "$1" >&2; [ -n "${2:-}" ] && printf 'hint: %s\n' "$2" >&2; exit "${3:-4}"; }

# stage NAME COMMAND…: runs the command and notes its wall time for `stage_table`.
STAGES=()
stage() {
  local name=$1 start=$SECONDS
  shift
  say "$name"
  "$@" || fail "stage '$name' failed" "" $?
  STAGES+=("$(printf '%-34s %4d s' "$name" $((SECONDS - start)))")
}

# start_stage NAME COMMAND…: the same beside the stages that follow, in a process group of its own; its output goes to a
# file. finish_stage NAME: waits for it, and shows that output if it failed.
declare -A BESIDE=()
beside_log() { echo "$ROOT/.cache/stage-${1// /-}.log"; }
start_stage() {
  local name=$1 log
  log=$(beside_log "$name")
  shift
  say "$name (beside the following stages)"
  set -m
  (
    start=$SECONDS status=0
    "$@" > "$log" 2>&1 || status=$?
    echo $((SECONDS - start)) > "$log.seconds"
    exit $status
  ) &
  BESIDE[$name]=$!
  set +m
}
finish_stage() {
  local name=$1 log status=0
  log=$(beside_log "$name")
  wait "${BESIDE[$name]}" || status=$?
  unset "BESIDE[$name]"
  [ $status = 0 ] || { cat "$log"; fail "stage '$name' failed" "" $status; }
  STAGES+=("$(printf '%-34s %4d s (beside others)' "$name" "$(cat "$log.seconds")")")
}
# A script that fails leaves nothing running.
trap 'for group in "${BESIDE[@]}"; do kill -- "-$group" 2> /dev/null || true; done' EXIT

stage_table() { say "Time of each stage"; printf '%s\n' "${STAGES[@]}" "$(printf '%-34s %4d s' total $SECONDS)"; }

configure() {
  local log="$ROOT/.cache/configure-$1.log"
  cmake --preset "$1" -S "$ROOT" > "$log" 2>&1 || { tail -n 20 "$log"; return 1; }
}

# build PRESET TARGET…: configure once, then build.
build() {
  local preset=$1
  shift
  configure "$preset" || return 1
  cmake --build "$ROOT/build/$preset" -j "$(nproc)" ${1:+--target "$@"}
}
mkdir -p "$ROOT/.cache"
