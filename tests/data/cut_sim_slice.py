"""Cuts a small slice of the oracle's sim, sim_wild and web cases for tests/data/oracle: of each simulated class those
that show an outcome no earlier one showed.

Usage: cut_sim_slice.py ORACLE_FOLDER OUT_FOLDER
Derived from the Berkeley Function Calling Leaderboard, Apache-2.0.
"""
import json
import pathlib
import re
import sys

from cut_single_turn_slice import read, resolve

CLASSES = (
    "GorillaFileSystem",
    "TradingBot",
    "TravelAPI",
    "VehicleControlAPI",
    "MemoryAPI_kv",
    "MemoryAPI_rec_sum",
    "MemoryAPI_vector",
    "WebSearchAPI",
)
MOST_CASES = {"sim": 30, "sim_wild": 20, "web": 30}  # of one class
LEAST_NEW = {"sim": 2, "sim_wild": 2, "web": 1}  # outcomes that a case must show
LONGEST_LINE = 5000


def outcome(call, result):
    """What a call shows: its method, and the result without the words of this case."""
    method = re.match(r"\w*", call)[0]
    if result.startswith("Error during execution"):
        return re.sub(r"\w+\(\)|'[^']*'|\d+", "_", result)
    return method, re.sub(r"\\.|'[^']*'|: \"[^\"]*\"|\[.*\]|[\d.]+", "_", result)[:60]


def main():
    source, out = map(pathlib.Path, sys.argv[1:3])
    blobs = {blob["key"]: blob["text"] for blob in read(source / "blobs.jsonl.gz")}
    out.mkdir(parents=True, exist_ok=True)
    for kind, most in MOST_CASES.items():
        seen = set()
        kept = dict.fromkeys(CLASSES, 0)
        lines = []
        for case in read(source / f"{kind}.jsonl.gz"):
            if kept.get(case["class"], most) >= most:
                continue
            case = resolve(case, blobs)
            line = json.dumps(case)
            new = {(case["class"], outcome(*pair)) for pair in zip(case["calls"], case["results"])} - seen
            if len(line) > LONGEST_LINE or len(new) < LEAST_NEW[kind]:
                continue
            seen |= new
            kept[case["class"]] += 1
            lines.append(line)
        (out / f"{kind}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
        print(f"{kind}: {len(lines)} cases, {len(seen)} outcomes")


if __name__ == "__main__":
    main()
