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
