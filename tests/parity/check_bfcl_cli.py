"""Scores results with the program and with the reference's own command line, `bfcl evaluate`, both ways:
 - result files that the reference writes, scored by both;
 - result files that the program writes (write_results), scored by both.
Every verdict with its error type and texts, every header and the rows of the six tables have to agree.

usage: check_bfcl_cli.py PROGRAM [--spoil SHARE] [--work DIR] MODE=RESULTS…
MODE: prompt, qwen_fc, openai_fc. RESULTS: a run folder, a results.jsonl, or a folder of one model's result files.
--spoil changes that share of the replies before they are scored; --work keeps the files.
"""
import argparse
import csv
import json
import os
import random
import subprocess
import sys
import tempfile
from pathlib import Path

import bfcl_reference
from bfcl_reference import MODELS
from bfcl_replies import dressed, scratched

REFERENCE_FIELDS = ("id", "result", "input_token_count", "output_token_count", "latency", "reasoning_content")
SHOWN = 8


def folder_of(mode):
    return MODELS[mode].replace("/", "_")


def read_lines(path):
    """The result lines of a file, a run folder or a folder of result files."""
    files = [path] if path.is_file() else [path / "results.jsonl"] if (path / "results.jsonl").exists() else sorted(path.rglob("BFCL_v4_*_result.json"))
    lines = {}
    for file in files:
        if "_prereq_" not in file.name:
            lines |= {line["id"]: line for line in map(json.loads, file.read_text(encoding="utf-8").splitlines())}
    if not lines:
        sys.exit(f"error: {path}: no results here")
    return list(lines.values())


def spoiled(lines, share):
    """The lines, some with another reply: of another entry, damaged, or with steps lost or doubled."""
    rng, out = random.Random("spoil"), []
    for line in lines:
        result = line["result"]
        if rng.random() < share:
            other = rng.choice(lines)["result"]
            if isinstance(result, str):
                result = rng.choice([scratched(result, rng), dressed(result, rng), other])
            elif isinstance(result, list) and result and all(isinstance(turn, list) for turn in result):
                turn = rng.choice(result)
                at = rng.randrange(len(turn) + 1)
                changed = rng.choice([turn[:at] + turn[at + 1:], turn + turn[:1], turn[::-1], [scratched(step, rng) if isinstance(step, str) else step for step in turn]])
                result = rng.choice([[changed if each is turn else each for each in result], result[:-1], other])
            else:
                result = rng.choice([other, []])
        out.append({**line, "result": result})
    return out


def run(command, **settings):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, **settings)
    if done.returncode != 0:
        sys.exit(f"error: {' '.join(map(str, command))}\n{done.stdout[-2000:]}{done.stderr[-4000:]}")


def score_with_program(program, results, mode, out):
    """-> its score folder; the result files that it writes lie in out/project/result."""
    run([program, "eval", f"results={results}", f"decode={mode}", "partial=true", f"name={folder_of(mode)}", f"run_dir={out / 'runs' / mode}",
         f"write_results={out / 'project' / 'result'}", f"write_scores={out / 'scores' / mode}"])
    return out / "scores" / mode


def score_with_reference(project, modes):
    names = [part for mode in modes for part in ("--model", MODELS[mode])]
    run([sys.executable, Path(__file__).with_name("bfcl_reference.py"), "evaluate", *names, "--partial-eval"], env={**os.environ, "BFCL_PROJECT_ROOT": str(project)})
    return project / "score"


def error_of(failure):
    """(type, texts) of an entry of a score file. A decoder's own words stand aside, and all but the message
    of a multi-turn error, into which the reference prints states and results."""
    error = failure["error"]
    kind = failure.get("error_type") or error["error_type"]
    if isinstance(error, dict):
        error = error["error_message"]
    return kind, None if kind.endswith("decoder_failed") else json.dumps(error)


def scores(folder):
    """{category: (header, {id: error})}"""
    found = {}
    for file in folder.rglob("BFCL_v4_*_score.json"):
        header, *failures = map(json.loads, file.read_text(encoding="utf-8").splitlines())
        found[file.name] = header, {failure["id"]: error_of(failure) for failure in failures}
    return found


def rows(folder):
    """{table: {model: cells without the rank}}"""
    tables = {}
    for file in sorted(folder.glob("data_*.csv")):
        header, *lines = csv.reader(file.read_text(encoding="utf-8").splitlines())
        tables[file.name] = {line[header.index("Model")]: dict(list(zip(header, line))[1:]) for line in lines}
    return tables


def differences(mode, ours, theirs):
    """What two score folders say otherwise about a model."""
    found, own, other = [], scores(ours / folder_of(mode)), scores(theirs / folder_of(mode))
    if own.keys() != other.keys():
        found.append(f"categories {sorted(own.keys() ^ other.keys())}")
    for name in own.keys() & other.keys():
        (own_header, own_failures), (other_header, other_failures) = own[name], other[name]
        if own_header != other_header:
            found.append(f"{name}: header {own_header}, the reference's {other_header}")
        for entry in own_failures.keys() | other_failures.keys():
            if own_failures.get(entry) != other_failures.get(entry):
                found.append(f"{entry}: {own_failures.get(entry, 'passes')}, the reference: {other_failures.get(entry, 'passes')}")
    their_tables = rows(theirs)
    for name, table in rows(ours).items():
        for model, cells in table.items():
            expected = their_tables.get(name, {}).get(model, {})
            found += [f"{name}: {column}: {cell}, the reference's {expected.get(column)}" for column, cell in cells.items() if expected.get(column) != cell]
    return [f"{mode}: {line}" for line in found]


def check_recorded(mode, path, folder):
    """A run's own verdicts against the reference's."""
    theirs = {entry: error for _, failures in scores(folder / folder_of(mode)).values() for entry, error in failures.items()}
    return [f"{mode}: {line['id']}: the run recorded {line.get('error_type') or 'a pass'}, the reference: {theirs.get(line['id'], 'passes')}" for line in read_lines(path)
            if "valid" in line and (line.get("error_type") or None) != theirs.get(line["id"], (None,))[0]]


def check(program, sources, share, work):
    modes, found, total = list(sources), [], 0
    bfcl_reference.prepare(work / "theirs")
    from bfcl_eval.constants.eval_config import RESULT_PATH
    from bfcl_eval.eval_checker.eval_runner import get_handler

    for mode, path in sources.items():
        lines = read_lines(path)
        total += len(lines)
        lines = spoiled(lines, share)
        get_handler(MODELS[mode]).write([{key: line[key] for key in REFERENCE_FIELDS if line.get(key) is not None} for line in lines], RESULT_PATH)
    their_scores = score_with_reference(work / "theirs", modes)
    for mode, path in sources.items():
        # Spoiled replies exist in the reference's files alone.
        own_source = RESULT_PATH / folder_of(mode) if share > 0 else path
        found += differences(mode, score_with_program(program, RESULT_PATH / folder_of(mode), mode, work / "read"), their_scores)
        score_with_program(program, own_source, mode, work / "ours")
        found += [] if share > 0 else check_recorded(mode, path, their_scores)
    their_scores = score_with_reference(work / "ours" / "project", modes)
    for mode in modes:
        found += differences(mode, work / "ours" / "scores" / mode, their_scores)
    failures = sum(len(failures) for mode in modes for _, failures in scores(their_scores / folder_of(mode)).values())
    print(f"bfcl evaluate: {total} results of {', '.join(modes)} both ways, {total - failures} right and {failures} wrong, {len(found)} differences")
    for line in found[:SHOWN]:
        print(f"  {line[:1000]}")
    return 1 if found else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", type=Path)
    parser.add_argument("results", nargs="+", metavar="MODE=RESULTS")
    parser.add_argument("--spoil", type=float, default=0, metavar="SHARE")
    parser.add_argument("--work", type=Path)
    options = parser.parse_args()
    sources = {}
    for text in options.results:
        mode, _, path = text.partition("=")
        if mode not in MODELS or not path or mode in sources:
            parser.error(f"{text}: MODE=RESULTS with one of {', '.join(MODELS)}, each once")
        sources[mode] = Path(path).resolve()
    with tempfile.TemporaryDirectory(prefix="bfcl_cli_") as temporary:
        work = (options.work or Path(temporary)).resolve()
        sys.exit(check(options.program.resolve(), sources, options.spoil, work))


if __name__ == "__main__":
    main()
