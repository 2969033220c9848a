"""Runs our benchmark and its peer in turn, several times, and compares medians.

usage: run.py NAME --threads N --repeat N [--peer PART]
Our program and the peer each print one JSON object a run: {"metric": value, …}; metrics ending in _s, _ms, _mb or _gb are better when
smaller. Turns alternate so that a drifting machine hits both alike. The last lines are one JSON object a metric.
"""
import argparse
import dataclasses
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tarfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
BUILD = ROOT / "build" / "release" / "bin"
SCRATCH = ROOT / "build" / "bench"
MODEL = ROOT / ".deps" / "data" / "models" / "SmolLM2-135M-Instruct.gguf"
TRUTHS = pathlib.Path(os.environ.get("FUNREASON_TRUTHS", ROOT.parent / "shared" / "bench" / "bfcl_truth_results.tar.gz"))
SCORED = "Qwen_Qwen3-8B-FC"
PYTHON = sys.executable


@dataclasses.dataclass
class Benchmark:
    ours: list
    peers: dict  # by name; each takes its best dtype: the best value a metric over all of them
    variants: dict = dataclasses.field(default_factory=dict)  # of ours, by name: other settings, compared with the same peers
    options: bool = True  # both take --model and --threads
    measured: bool = False  # wall time and peak memory are those of the whole process
    first: list = dataclasses.field(default_factory=list)  # commands of ours that have no peer, run once before
    prepare: object = None  # called before every run


def fresh_scoring_folder():
    """The truth-derived results in SCRATCH/result, no scores yet."""
    if not (SCRATCH / "result" / SCORED).is_dir():
        if not TRUTHS.is_file():
            sys.exit(f"error: {TRUTHS}: no such file\nhint: name bfcl_truth_results.tar.gz in the environment variable FUNREASON_TRUTHS")
        SCRATCH.mkdir(parents=True, exist_ok=True)
        with tarfile.open(TRUTHS) as archive:
            archive.extractall(SCRATCH)
    for name in ("score", "run"):
        shutil.rmtree(SCRATCH / name, ignore_errors=True)


TUNED = ROOT / "runs" / "quickstart" / "sft" / "final"
EVALUATED = ["simple_python:12", "multiple:12", "parallel:6", "irrelevance:6", "live_simple:6", "live_multiple:6"]


def fresh_eval_folder():
    if not TUNED.is_dir():
        sys.exit(f"error: {TUNED}: no such folder\nhint: scripts/quickstart trains the model that is evaluated here")
    SCRATCH.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(SCRATCH / "eval", ignore_errors=True)


def eval_transformers(dtype):
    return [PYTHON, "bench/peers/eval_transformers.py", "--root", SCRATCH, "--model", TUNED, "--threads", os.cpu_count(), "--dtype", dtype, *EVALUATED]


PEERS_PYTHON = ROOT / ".deps" / "venv-peers" / "bin" / "python"
DECODE_PEERS = {f"transformers {dtype}": [PYTHON, "bench/peers/decode_transformers.py", "--dtype", dtype] for dtype in ("bf16", "fp32")}
LLAMA_CPP = {"llama.cpp": [PEERS_PYTHON, "bench/peers/decode_llama_cpp.py"]}

BENCHMARKS = {
    "sft": Benchmark([BUILD / "bench_sft"], {"transformers bf16": [PYTHON, "bench/peers/sft_transformers.py", "--dtype", "bf16"],
                                             "transformers fp32": [PYTHON, "bench/peers/sft_transformers.py", "--dtype", "fp32"]}),
    "decode": Benchmark([BUILD / "bench_decode"], DECODE_PEERS | LLAMA_CPP,
                        {form: [BUILD / "bench_decode", "--weights", form] for form in ("q8_0", "file")}),
    "eval": Benchmark([BUILD / "funreason", "eval", f"model={TUNED}", f"categories=[{','.join(EVALUATED)}]", f"run_dir={SCRATCH}/eval"],
                      {f"transformers {dtype}": eval_transformers(dtype) for dtype in ("bf16", "fp32")},
                      options=False, measured=True, prepare=fresh_eval_folder),
    "load": Benchmark([BUILD / "bench_decode", "--load-only"], {"transformers": [PYTHON, "bench/peers/load_transformers.py"]}),
    "scoring": Benchmark([BUILD / "funreason", "eval", f"results={SCRATCH}/result/{SCORED}", "decode=qwen_fc", f"run_dir={SCRATCH}/run",
                          f"write_scores={SCRATCH}/score"],
                         {"bfcl evaluate": [PYTHON, "bench/peers/score_bfcl.py", "--root", SCRATCH, "--model", SCORED.replace("_", "/")]},
                         options=False, measured=True, prepare=fresh_scoring_folder),
    "worlds": Benchmark([BUILD / "bench_world_steps"], {"Python simulators": [PYTHON, "bench/peers/world_steps.py"]}, options=False,
                        first=[[BUILD / "bench_worlds"]]),
}


def smaller_is_better(metric):
    return metric.endswith(("_s", "_ms", "_mb", "_gb"))


def unit_of(metric):
    if smaller_is_better(metric):
        return metric.rsplit("_", 1)[1]
    units = {"tokens": "tokens/s", "samples": "samples/s", "share": "of limit", "gbps": "GB/s", "gflops": "GFLOP/s"}
    return units.get(metric.rsplit("_", 1)[-1], "per s")


def peer_of(name):
    """A peer's runs are named "PEER DTYPE"."""
    return name.split()[0]


def may_be_best(name, first):
    """Whether this peer comes within 15 % of the best of its dtypes in at least one metric of the first turn."""
    def close(metric):
        values = [run[metric] for other, run in first.items() if metric in run and peer_of(other) == peer_of(name)]
        if smaller_is_better(metric):
            return first[name][metric] <= 1.15 * min(values)
        return first[name][metric] >= max(values) / 1.15
    return any(close(metric) for metric in first[name])


def run_measured(command, environment):
    """Of the whole process, from exec to exit; stdout and stderr are files, so that nobody waits for a reader."""
    with open(SCRATCH / "out.txt", "w+") as out, open(SCRATCH / "err.txt", "w+") as errors:
        began = time.perf_counter()
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=out, stderr=errors)
        _, status, usage = os.wait4(process.pid, 0)
        wall_s = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        errors.seek(0)
        if process.returncode != 0:
            sys.exit(f"error: {command[0]} failed:\n{errors.read()[-2000:]}")
        last = (out.read().strip().splitlines() or [""])[-1]
    metrics = {"wall_s": wall_s, "cpu_s": usage.ru_utime + usage.ru_stime, "peak_mb": usage.ru_maxrss / 1024, "without_imports_s": wall_s}
    return metrics | (json.loads(last) if last.startswith("{") else {})


def run_once(benchmark, command, threads):
    environment = dict(os.environ, OMP_NUM_THREADS=str(threads), HF_HUB_OFFLINE="1", TOKENIZERS_PARALLELISM="false")
    command = [str(part) for part in command]
    if benchmark.prepare:
        benchmark.prepare()
    if benchmark.measured:
        return run_measured(command, environment)
    options = ["--model", str(MODEL), "--threads", str(threads)] if benchmark.options else []
    done = subprocess.run(command + options, cwd=ROOT, env=environment, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"error: {command[0]} failed:\n{done.stderr[-2000:]}")
    return json.loads(done.stdout.strip().splitlines()[-1])


def compared(name, ours, theirs, threads):
    """A row a metric and peer: medians and their ratio."""
    rows = []
    for metric in ours[0]:
        mine = statistics.median(run[metric] for run in ours)
        row = {"bench": f"{name}.{metric}", "ours": round(mine, 4), "unit": unit_of(metric), "threads": threads}
        medians = {peer: statistics.median(run[metric] for run in runs) for peer, runs in theirs.items() if metric in runs[0]}
        # The best dtype of each peer.
        for peer in sorted({peer_of(dtype) for dtype in medians}):
            names = [dtype for dtype in medians if peer_of(dtype) == peer]
            best = (min if smaller_is_better(metric) else max)(names, key=medians.get)
            ratio = medians[best] / mine if smaller_is_better(metric) else mine / medians[best]
            rows.append(row | {"peer": round(medians[best], 4), "peer_name": best, "ratio": round(ratio, 3)})
        if not medians:
            rows.append(row)
    return rows


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("name", choices=BENCHMARKS)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--peer", default="", help="only peers whose name contains this")
    arguments = parser.parse_args()
    benchmark = BENCHMARKS[arguments.name]
    peers = {name: command for name, command in benchmark.peers.items() if arguments.peer in name}
    if not peers:
        sys.exit(f"error: no peer of {arguments.name} is named like {arguments.peer!r}: {', '.join(benchmark.peers)}")
    print(f"load average of the machine: {', '.join(f'{load:.2f}' for load in os.getloadavg())} on {os.cpu_count()} cores", flush=True)
    for command in benchmark.first:
        subprocess.run(command, cwd=ROOT, check=True)

    commands = {"": benchmark.ours} | benchmark.variants
    ours, theirs = {variant: [] for variant in commands}, {name: [] for name in peers}
    running = dict(peers)
    for turn in range(arguments.repeat):
        for runs, name, command in [(ours, variant, command) for variant, command in commands.items()] + [(theirs, *peer) for peer in running.items()]:
            print(f"run {turn + 1} of {arguments.repeat}: {name or 'ours'}", file=sys.stderr, flush=True)
            runs[name].append(run_once(benchmark, command, arguments.threads))
        if turn == 0:  # a peer that is far from the best in every metric is not run again
            first = {name: runs[0] for name, runs in theirs.items()}
            running = {name: command for name, command in peers.items() if may_be_best(name, first)}

    rows = [row for variant, runs in ours.items() for row in compared(".".join(filter(None, [arguments.name, variant])), runs, theirs, arguments.threads)]
    print(f"{'benchmark':40} {'ours':>12} {'peer':>12}  {'unit':10} {'ratio':>7}  peer")
    for row in rows:
        with_peer = f"{row['peer']:12.4g}  {row['unit']:10} {row['ratio']:6.2f}x  {row['peer_name']}" if "peer" in row else f"{'':12}  {row['unit']}"
        print(f"{row['bench']:40} {row['ours']:12.4g} {with_peer}")
    for row in rows:
        print(json.dumps(row))


main()
