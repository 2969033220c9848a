"""Cuts a small slice of the oracle's multi_turn and transcripts cases for tests/data/oracle: entries whose classes the
program simulates; of multi_turn those that show a verdict, a kind of output and a category that no earlier one showed.
The transcripts of funreason_mt, a handler that the oracle does not have, come from a sample of make_bfcl_cases.py.

Usage: cut_multi_turn_slice.py ORACLE_FOLDER BFCL_DATA_FOLDER SAMPLE_FOLDER OUT_FOLDER
Derived from the Berkeley Function Calling Leaderboard, Apache-2.0.
"""
import json
import pathlib
import sys

from cut_single_turn_slice import read, resolve

CLASSES = {"GorillaFileSystem", "TradingBot", "TravelAPI", "VehicleControlAPI"}
LONGEST_LINE = 7000
TRANSCRIPTS_OF_A_GROUP = 3  # mode and category


def simulated_ids(data):
    ids = set()
    for path in data.glob("BFCL_v4_multi_turn_*.json"):
        entries = map(json.loads, path.read_text(encoding="utf-8").splitlines())
        ids |= {entry["id"] for entry in entries if CLASSES >= set(entry["involved_classes"])}
    return ids


def multi_turn_slice(cases):
    seen, first_truth, kept = set(), {}, []
    for case in cases:
        truth = first_truth.setdefault(case["id"], [])
        for i, turn in enumerate(case["turns"]):
            if i >= len(truth):
                truth.append(turn["gt"])
        category = case["id"].rsplit("_", 1)[0]
        shown = {
            (category, case["mode"], case.get("error_type", "crash" if "crash" in case else "right")),
            (case["mutation"], case.get("error_type", "right")),
        }
        if shown <= seen or len(json.dumps(case)) > LONGEST_LINE:
            continue
        seen |= shown
        # Truth results stand in an entry's first case of a file.
        for i, turn in enumerate(case["turns"]):
            turn["gt"] = truth[i]
        kept.append(case)
    return kept


def transcript_slice(cases):
    counts, kept = {}, []
    for case in cases:
        group = case["mode"], case["id"].rsplit("_", 1)[0]
        if counts.get(group, 0) >= TRANSCRIPTS_OF_A_GROUP:
            continue
        for unread in ("last_prompt", "latency", "inference_log_sha256"):
            case.pop(unread, None)
        if len(json.dumps(case)) <= LONGEST_LINE:
            counts[group] = counts.get(group, 0) + 1
            kept.append(case)
    return kept


def main():
    source, data, sample, out = map(pathlib.Path, sys.argv[1:5])
    blobs = {blob["key"]: blob["text"] for blob in read(source / "blobs.jsonl.gz")}
    ids = simulated_ids(data)
    out.mkdir(parents=True, exist_ok=True)
    for kind, cut in (("multi_turn", multi_turn_slice), ("transcripts", transcript_slice)):
        cases = (resolve(case, blobs) for case in read(source / f"{kind}.jsonl.gz") if case["id"] in ids)
        kept = cut(cases)
        if kind == "transcripts":
            sampled = map(json.loads, (sample / "bfcl_cases/transcripts.jsonl").read_text(encoding="utf-8").splitlines())
            kept += cut(case for case in sampled if case["id"] in ids and case["mode"] == "funreason_mt")
        text = "".join(json.dumps(case) + "\n" for case in kept)
        (out / f"{kind}.jsonl").write_text(text, encoding="utf-8")
        print(f"{kind}: {len(kept)} cases, {len(text)} bytes")


if __name__ == "__main__":
    main()
