"""Cuts small slices of the oracle's agentic and scoring cases for tests/data/oracle (blobs resolved).

Usage: cut_score_slice.py ORACLE_FOLDER OUT_FOLDER
Takes the first agentic case of every (category, mode, verdict), and the scoring cases whose models need the fewest lines,
one of every number of models with and without figures of format sensitivity.
Derived from the Berkeley Function Calling Leaderboard, Apache-2.0.
"""
import json
import pathlib
import sys

from cut_single_turn_slice import read, resolve


def first_of_groups(cases, group_of):
    taken = {}
    for case in cases:
        taken.setdefault(group_of(case), case)
    return list(taken.values())


def agentic_group(case):
    return case["id"].split("_")[1], case["mode"], case.get("valid"), case.get("error_type")


def scoring_group(case):
    return len(case["models"]), any("header" in run for run in case["runs"])


def main():
    source, out = map(pathlib.Path, sys.argv[1:3])
    blobs = {blob["key"]: blob["text"] for blob in read(source / "blobs.jsonl.gz")}
    scoring = sorted(read(source / "scoring.jsonl.gz"), key=lambda case: len(json.dumps(case["runs"])))
    slices = {"agentic": first_of_groups(read(source / "agentic.jsonl.gz"), agentic_group),
              "scoring": first_of_groups(scoring, scoring_group)}
    for kind, cases in slices.items():
        lines = [json.dumps(resolve(case, blobs), ensure_ascii=False) for case in cases]
        (out / f"{kind}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
        print(f"{kind}: {len(lines)} cases")


if __name__ == "__main__":
    main()
