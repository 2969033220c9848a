"""Runs our benchmark and its peer in turn, several times, and compares medians.

usage: run.py NAME --threads N --repeat N [--peer PART]
Our program and the peer each print one JSON object a run: {"metric": value, …}; metrics ending in _s, _ms, _mb or _gb are better when
smaller. Turns alternate so that a drifting machine hits both alike. The last lines are one JSON object a metric.
"""
import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
BUILD = ROOT / "build" / "release" / "bin"
MODEL = ROOT / ".deps" / "data" / "models" / "SmolLM2-135M-Instruct.gguf"
PYTHON = sys.executable
# name: (our command, peers by name). Peers take their best dtype: the best value a metric over all of them.
BENCHMARKS = {
    "sft": ([BUILD / "bench_sft"], {"transformers bf16": ["bench/peers/sft_transformers.py", "--dtype", "bf16"],
                                    "transformers fp32": ["bench/peers/sft_transformers.py", "--dtype", "fp32"]}),
    "decode": ([BUILD / "bench_decode"], {"transformers bf16": ["bench/peers/decode_transformers.py", "--dtype", "bf16"],
                                          "transformers fp32": ["bench/peers/decode_transformers.py", "--dtype", "fp32"]}),
    "load": ([BUILD / "bench_decode", "--load-only"], {"transformers": ["bench/peers/load_transformers.py"]}),
}


def smaller_is_better(metric):
    return metric.endswith(("_s", "_ms", "_mb", "_gb"))


def unit_of(metric):
    if smaller_is_better(metric):
        return metric.rsplit("_", 1)[1]
    return "tokens/s" if "tokens" in metric else "samples/s" if "samples" in metric else "per s"


def may_be_best(name, first):
    """Whether this peer comes within 15 % of the best in at least one metric of the first turn."""
    def close(metric):
        values = [run[metric] for run in first.values() if metric in run]
        if smaller_is_better(metric):
            return first[name][metric] <= 1.15 * min(values)
        return first[name][metric] >= max(values) / 1.15
    return any(close(metric) for metric in first[name])


def run_once(command, threads):
    environment = dict(os.environ, OMP_NUM_THREADS=str(threads), HF_HUB_OFFLINE="1", TOKENIZERS_PARALLELISM="false")
    done = subprocess.run([str(part) for part in command] + ["--model", str(MODEL), "--threads", str(threads)], cwd=ROOT,
                          env=environment, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"error: {command[0]} failed:\n{done.stderr[-2000:]}")
    return json.loads(done.stdout.strip().splitlines()[-1])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("name", choices=BENCHMARKS)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--peer", default="", help="only peers whose name contains this")
    arguments = parser.parse_args()
    ours_command, peers = BENCHMARKS[arguments.name]
    peers = {name: command for name, command in peers.items() if arguments.peer in name}
    if not peers:
        sys.exit(f"error: no peer of {arguments.name} is named like {arguments.peer!r}: {', '.join(BENCHMARKS[arguments.name][1])}")

    ours, theirs = [], {name: [] for name in peers}
    running = dict(peers)
    for turn in range(arguments.repeat):
        print(f"run {turn + 1} of {arguments.repeat}: ours", file=sys.stderr, flush=True)
        ours.append(run_once(ours_command, arguments.threads))
        for name, command in running.items():
            print(f"run {turn + 1} of {arguments.repeat}: {name}", file=sys.stderr, flush=True)
            theirs[name].append(run_once([PYTHON, *command], arguments.threads))
        if turn == 0:  # a peer that is far from the best in every metric is not run again
            first = {name: runs[0] for name, runs in theirs.items()}
            running = {name: command for name, command in peers.items() if may_be_best(name, first)}

    rows = []
    for metric in ours[0]:
        mine = statistics.median(run[metric] for run in ours)
        medians = {name: statistics.median(run[metric] for run in runs) for name, runs in theirs.items() if metric in runs[0]}
        if not medians:
            continue
        best = (min if smaller_is_better(metric) else max)(medians, key=medians.get)
        ratio = medians[best] / mine if smaller_is_better(metric) else mine / medians[best]
        rows.append({"bench": f"{arguments.name}.{metric}", "ours": round(mine, 4), "peer": round(medians[best], 4),
                     "peer_name": best, "unit": unit_of(metric), "ratio": round(ratio, 3), "threads": arguments.threads})
    print(f"{'benchmark':40} {'ours':>12} {'peer':>12}  {'unit':10} {'ratio':>7}  peer")
    for row in rows:
        print(f"{row['bench']:40} {row['ours']:12.4g} {row['peer']:12.4g}  {row['unit']:10} {row['ratio']:6.2f}x  {row['peer_name']}")
    for row in rows:
        print(json.dumps(row))


main()
