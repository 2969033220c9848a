"""Cuts a small slice of the oracle's single_turn cases for tests/data/oracle (blobs resolved).

Usage: cut_single_turn_slice.py ORACLE_FOLDER OUT_FOLDER
Takes the first cases of every (category, mode, error type), so that each verdict occurs in each mode.
Derived from the Berkeley Function Calling Leaderboard, Apache-2.0.
"""
import gzip
import json
import pathlib
import sys

PER_GROUP = 2
LONGEST_LINE = 1500


def read(path):
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def resolve(value, blobs):
    if isinstance(value, str):
        return blobs[value.removeprefix("@blob:")] if value.startswith("@blob:") else value
    if isinstance(value, list):
        return [resolve(item, blobs) for item in value]
    if isinstance(value, dict):
        return {key: resolve(item, blobs) for key, item in value.items()}
    return value


def main():
    source, out = map(pathlib.Path, sys.argv[1:3])
    blobs = {blob["key"]: blob["text"] for blob in read(source / "blobs.jsonl.gz")}
    taken = {}
    kept = []
    for case in read(source / "single_turn.jsonl.gz"):
        group = (case["category"], case["mode"], case.get("error_type"))
        line = json.dumps(resolve(case, blobs), ensure_ascii=False)
        if taken.get(group, 0) >= PER_GROUP or len(line) > LONGEST_LINE:
            continue
        taken[group] = taken.get(group, 0) + 1
        kept.append(line)
    out.mkdir(parents=True, exist_ok=True)
    (out / "single_turn.jsonl").write_text("\n".join(kept) + "\n", encoding="utf-8")
    print(f"{len(kept)} cases, {len(taken)} groups")


if __name__ == "__main__":
    main()
