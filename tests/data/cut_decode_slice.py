"""Cuts a small slice of the oracle's decode cases for tests/data/oracle: the hand-written inputs, and of the generated
ones a few of every (decoder, exception).

Usage: cut_decode_slice.py ORACLE_FOLDER OUT_FOLDER
Derived from the Berkeley Function Calling Leaderboard, Apache-2.0.
"""
import json
import pathlib
import sys

from cut_single_turn_slice import read

HAND_WRITTEN = 380  # the first lines: each input for two decoders, some with tags
PER_GROUP = 2
LONGEST_LINE = 500


def main():
    source, out = map(pathlib.Path, sys.argv[1:3])
    taken = {}
    kept = []
    for number, case in enumerate(read(source / "decode.jsonl.gz")):
        line = json.dumps(case)
        if "@blob:" in line or len(line) > LONGEST_LINE:
            continue
        # Of the converters also a few of every type and outcome.
        outcome = (case["type"], case.get("ok", "")[:1]) if "type" in case else ()
        group = (case["fn"], *outcome, *(text[:25] for text in case.get("raise", ["", ""])))
        taken[group] = taken.get(group, 0) + 1
        hand_written = number < HAND_WRITTEN and case["fn"] == "decode_ast_prompting:python"
        if hand_written or taken[group] <= PER_GROUP:
            kept.append(line)
    out.mkdir(parents=True, exist_ok=True)
    (out / "decode.jsonl").write_text("\n".join(kept) + "\n", encoding="utf-8")
    print(f"{len(kept)} cases, {len(taken)} groups")


if __name__ == "__main__":
    main()
