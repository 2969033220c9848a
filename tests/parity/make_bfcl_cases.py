"""What the installed bfcl_eval says about replies, calls and scores drawn from a seed -> OUT/bfcl_cases/<kind>.jsonl, in the
format of the BFCL oracle (scripts/oracle runs them), and OUT/bfcl_results, result files for its command line.

usage: make_bfcl_cases.py OUT [SEED] [SCALE]      (SCALE: times as many cases, 1)
"""
import contextlib
import copy
import importlib.util
import json
import os
import random
import re
import shutil
import sys
import warnings
from hashlib import sha256
from pathlib import Path

if os.environ.get("PYTHONHASHSEED") != "0":  # printed sets
    os.execve(sys.executable, [sys.executable, *sys.argv], {**os.environ, "PYTHONHASHSEED": "0"})

from bfcl_probe import (HANDLERS, MODELS, ROOT, WORLD_MODELS, brief, judge_agentic, judge_multi_turn, judge_single, language_of, load,  # noqa: E402
                        methods_of, new_process, played, printed, raised, state_of, turns_of)
from bfcl_replies import ODD_TEXTS, ODD_VALUES, dressed, gone_wrong, in_format, other_text, right_calls, scratched, source, written  # noqa: E402
from bfcl_world_calls import MEMORY_VALUES, other_turns, random_call, steps_of, truth_calls  # noqa: E402

from bfcl_eval import utils  # noqa: E402
from bfcl_eval.constants.enums import ReturnFormat  # noqa: E402
from bfcl_eval.constants.model_config import MODEL_CONFIG_MAPPING  # noqa: E402
from bfcl_eval.constants.type_mappings import JAVA_TYPE_CONVERSION, JS_TYPE_CONVERSION  # noqa: E402
from bfcl_eval.eval_checker import eval_runner_helper  # noqa: E402
from bfcl_eval.eval_checker.ast_eval.type_convertor.java_type_converter import java_type_converter  # noqa: E402
from bfcl_eval.eval_checker.ast_eval.type_convertor.js_type_converter import js_type_converter  # noqa: E402
from bfcl_eval.eval_checker.multi_turn_eval import multi_turn_utils  # noqa: E402


class Cases:
    """The file of one kind."""

    def __init__(self, path):
        self.file, self.count = open(path, "w", encoding="utf-8"), 0

    def add(self, case):
        with contextlib.suppress(UnicodeEncodeError):  # half a character, which no file can hold
            text = json.dumps(case, ensure_ascii=False)
            text.encode()
            self.file.write(text + "\n")
            self.count += 1


def sample(category, count, rng):
    pairs = load(category)
    return rng.sample(pairs, min(count, len(pairs)))


# ---- single turn ----
def single_reply(entry, truth, category, mode, rng):
    """(what happened, the reply)"""
    language = language_of(category)
    if truth is None:
        function = rng.choice(entry["function"] or [{"name": "f", "parameters": {"properties": {}}}])
        calls = [[function["name"], {key: rng.choice(ODD_VALUES) for key in function["parameters"]["properties"]}]]
        what = "called"
    else:
        what, calls = "right", right_calls(entry, truth, language, rng)
        if rng.random() < 0.75:
            what, calls = gone_wrong(calls, entry, rng, expressions=mode == "prompt" and language == "python")
    raw = written(calls, mode)
    if isinstance(raw, str) and rng.random() < 0.3:
        return what + "+text", rng.choice([scratched, dressed, lambda text, rng: rng.choice(ODD_TEXTS)])(raw, rng)
    return what, raw


def make_single_turn(seed, scale, add):
    for category in utils.SINGLE_TURN_CATEGORY:
        rng = random.Random(f"{seed}:single_turn:{category}")
        for entry, truth in sample(category, 20 * scale, rng):
            for _ in range(3):
                mode = rng.choice(list(MODELS))
                what, raw = single_reply(entry, truth, category, mode, rng)
                with brief():
                    add({"id": entry["id"], "category": category, "language": language_of(category), "mutation": what, "mode": mode, "raw": raw,
                         **judge_single(entry, truth, category, mode, raw)})


# ---- decoders and converters ----
def make_decode(seed, scale, add):
    def decode(name, function, text, **facts):
        case = {"fn": name, "input": text, **facts}
        with brief():
            try:
                case["ok"] = printed(function(copy.deepcopy(text)))
            except Exception as error:
                case["raise"] = raised(error)
            add(case)

    prompt = HANDLERS["prompt"]
    for category in utils.SINGLE_TURN_CATEGORY:
        if "relevance" in category:
            continue
        rng, language = random.Random(f"{seed}:decode:{category}"), language_of(category)
        for entry, truth in sample(category, 15 * scale, rng):
            calls = right_calls(entry, truth, language, rng)
            twisted = gone_wrong(calls, entry, rng, expressions=language == "python")[1]
            for text in [written(twisted, "prompt"), scratched(written(calls, "prompt"), rng), dressed(written(twisted, "prompt"), rng), source(twisted)]:
                decode(f"decode_ast_prompting:{language}", lambda text: prompt.decode_ast(text, ReturnFormat[language.upper()], False), text)
                if language == "python":
                    decode("decode_execute_prompting", lambda text: prompt.decode_execute(text, False), text)
            if language != "python":
                continue
            for mode in ("qwen_fc", "openai_fc"):
                raw = written(gone_wrong(calls, entry, rng, expressions=False)[1], mode)
                if rng.random() < 0.5:
                    raw = scratched(raw, rng) if mode == "qwen_fc" else [{name: scratched(text, rng)} for call in raw for name, text in call.items()]
                decode(f"{mode}:decode_ast", lambda raw: HANDLERS[mode].decode_ast(raw, ReturnFormat.PYTHON, False), raw)
                decode(f"{mode}:decode_execute", lambda raw: HANDLERS[mode].decode_execute(raw, False), raw)
            for form in (ReturnFormat.PYTHON, ReturnFormat.JSON, ReturnFormat.VERBOSE_XML, ReturnFormat.CONCISE_XML):
                text, tag = in_format(rng.choice([calls, gone_wrong(calls, entry, rng, expressions=False)[1]]), form.value), rng.random() < 0.4
                text = scratched(text, rng) if rng.random() < 0.4 else text
                text = f"<TOOLCALL>{text}</TOOLCALL>" if tag and rng.random() < 0.8 else text
                decode(f"decode_ast_prompting:{form.value}" + (":tag" if tag else ""), lambda text: prompt.decode_ast(text, form, tag), text)
    for category, name, function, kinds in (("simple_java", "java_type_converter", java_type_converter, JAVA_TYPE_CONVERSION),
                                            ("simple_javascript", "js_type_converter", js_type_converter, JS_TYPE_CONVERSION)):
        rng = random.Random(f"{seed}:convert:{category}")
        for entry, truth in sample(category, 25 * scale, rng):
            for _, arguments in right_calls(entry, truth, language_of(category), rng):
                for text in map(str, arguments.values()):
                    nested = rng.choice([None, *kinds])
                    for kind in rng.sample(list(kinds), 3):
                        text = rng.choice([text, scratched(text, rng)])
                        decode(name, lambda text: function(text, kind, nested), text, type=kind, nested=nested)


# ---- worlds ----
def make_sim(seed, scale, add):
    values, scenarios = truth_calls()
    prose = [value for of_class in values.values() for of_key in of_class.values() for value in of_key if isinstance(value, str) and " " in value]
    for name in MEMORY_VALUES:
        values[name] = {key: prose for key in ("text", "value", "query", "old_text", "new_text", "key")} | MEMORY_VALUES[name]
        scenarios[name] = [(None, None)]
    if importlib.util.find_spec("faiss") is None:
        del values["MemoryAPI_vector"]
        print("sim: without MemoryAPI_vector, whose index faiss-cpu is not installed")
    for name in values:
        methods = methods_of(name)
        for number in range(30 * scale):
            rng = random.Random(f"{seed}:sim:{name}:{number}")
            source_id, scenario = rng.choice(scenarios[name]) if rng.random() < 0.9 or name in MEMORY_VALUES else (None, {})
            backend, folder = name.removeprefix("MemoryAPI_"), ROOT / f"{name}_{number}"
            if name in MEMORY_VALUES:
                scenario = {"model_result_dir": folder, "scenario": "student", "test_id": f"memory_{backend}_prereq_0-student-0", "test_category": f"memory_{backend}"}
            long, results, calls = name not in MEMORY_VALUES and rng.random() < 0.25, [], []
            new_process()

            def execute(batch):
                return multi_turn_utils.execute_multi_turn_func_call(batch, {name: scenario}, [name], "sample", f"case_{number}", long, True)

            with brief():
                instance = execute([])[1][name]
                for _ in range(rng.randint(8, 18)):
                    calls.append(random_call(methods, values[name], instance, rng))
                    results += execute(calls[-1:])[0]
                case = {"class": name, "instance": f"sample_eval_case_{number}_{name}_instance", "config_from": source_id, "long_context": long, "calls": calls, "results": results}
                if name in MEMORY_VALUES:
                    instance._flush_memory_to_local_file()
                    case |= {"context": instance._dump_core_memory_to_context(), "snapshot": instance.latest_snapshot_file.read_text()}
                else:
                    case["state"] = state_of(instance)
                add(case)


# ---- multi-turn ----
def make_multi_turn(seed, scale, add):
    values, _ = truth_calls()
    for category in utils.MULTI_TURN_CATEGORY:
        rng = random.Random(f"{seed}:multi_turn:{category}")
        for entry, truth in sample(category, 25 * scale, rng):
            right = turns_of(entry, truth)
            for number in range(5):
                what, turns = other_turns(right, entry["involved_classes"], values, rng) if number else ("right", right)
                mode = rng.choice(list(WORLD_MODELS))
                result = steps_of(turns, mode, rng) if rng.random() < 0.98 else "Error during inference: no answer"
                with brief():
                    add({"id": entry["id"], "mutation": what, "mode": mode, "result": result, **judge_multi_turn(entry, truth, category, mode, result)})


# ---- agents' answers ----
def answers_of(truth, rng):
    """What an agent said: one turn of steps, mostly."""
    answer = rng.choice(truth)
    said = rng.choice([answer, f"It is {answer}.", f"{{'answer': {answer!r}, 'context': 'x'}}", other_text(answer, rng), f"x{answer}", f"{answer}s", f"({answer})", rng.choice(ODD_TEXTS)])
    call = written([["retrieve", {"key": "x"}]], rng.choice(["prompt", "qwen_fc"]))
    return rng.choice([[[said]], [[said]], [[call, said]], [[said, call]], [[said, "Bye."]], [[call]], [[]], [], [[said], [said]], "Error during inference", [[said, ""]]])


def make_agentic(seed, scale, add):
    for category in utils.AGENTIC_CATEGORY:
        rng = random.Random(f"{seed}:agentic:{category}")
        for entry, truth in sample(category, 25 * scale, rng):
            for _ in range(3):
                mode, result = rng.choice(list(WORLD_MODELS)), answers_of(truth, rng)
                with brief():
                    add({"id": entry["id"], "mode": mode, "result": result, **judge_agentic(entry, truth, category, mode, result)})


# ---- prompts and conversations ----
PROMPTED = {"prompt": "qwen_prompt", "qwen_fc": "qwen_fc", "funreason_mt": "funreason_mt"}  # the oracle's names for the handlers that render prompts


def thoughtful(reply, mode, rng):
    """The reply with a chain of thought, or without."""
    if mode != "funreason_mt":
        return rng.choice([reply, f"<think>\nso\n</think>\n\n{reply}"])
    return rng.choice([f"\nso\n</think>\n\n{reply}", f"so</think>{reply}", f"<think>\n</think>[f()]</think>\n\n\n \n{reply}\n", f"so\n</think>\n{reply}</think>\n", reply])


def hashes(texts):
    return [sha256(text.encode()).hexdigest() for text in texts]


def make_prompts(seed, scale, add):
    for category in utils.ALL_CATEGORIES:
        rng = random.Random(f"{seed}:prompts:{category}")
        entries = utils.populate_initial_settings_for_memory_test_cases(utils.load_dataset_entry(category), ROOT / "prompts")
        entries = utils.populate_initial_settings_for_web_search_test_cases(entries)
        modes = {mode: name for mode, name in PROMPTED.items() if mode != "qwen_fc" or category != "format_sensitivity"}
        for entry in rng.sample(entries, min(len(entries), 12 * scale)):
            for mode, name in modes.items():
                with brief():
                    prompts = played(mode, entry, [])[0]
                    add({"id": entry["id"], "mode": name, "prompt_sha256": hashes(prompts), "prompt_chars": list(map(len, prompts))})


def make_transcripts(seed, scale, add):
    for category in utils.MULTI_TURN_CATEGORY:
        rng = random.Random(f"{seed}:transcripts:{category}")
        ready = {entry["id"]: entry for entry in utils.load_dataset_entry(category)}
        for entry, truth in sample(category, 8 * scale, rng):
            for mode, name in PROMPTED.items():
                steps = steps_of(turns_of(entry, truth), "qwen_fc" if mode == "qwen_fc" else "prompt", rng)
                replies = [thoughtful(reply, mode, rng) for turn in steps for reply in turn or ["stop"]]
                with brief():
                    prompts, result, metadata = played(mode, ready[entry["id"]], replies)
                    add({"id": entry["id"], "mode": name, "replies": replies[:len(prompts)] + ["stop"] * (len(prompts) - len(replies)), "prompt_sha256": hashes(prompts),
                         "last_prompt": prompts[-1], "result": result, "input_token_count": metadata["input_token_count"]})


# ---- scores ----
def make_scoring(seed, scale, add):
    sizes = {category: len(load(category)) for category in utils.ALL_SCORING_CATEGORIES}
    load_entries = eval_runner_helper.load_dataset_entry
    eval_runner_helper.load_dataset_entry = lambda category, **_: range(sizes[category])  # counts are asked for, nothing else
    names = [name for name in MODEL_CONFIG_MAPPING if "_" not in name]
    for number in range(150 * scale):
        rng = random.Random(f"{seed}:scoring:{number}")
        table, runs = {}, []
        for name in rng.sample(names, rng.randint(1, 3)):
            folder, share = name.replace("/", "_"), rng.choice([1, 0.7, 0.2])
            for category, size in sizes.items():
                if rng.random() > share:
                    continue
                total = rng.choice([size, rng.randint(1, size)])
                correct = rng.choice([total, 0, rng.randint(0, total), rng.randint(0, total)])
                rows = []
                for _ in range(rng.choice([0, 2, 4])):
                    row = {"latency": rng.choice([0, rng.uniform(0, 9), round(rng.uniform(0, 90), 3)]), "input_token_count": rng.randint(0, 9999), "output_token_count": rng.randint(0, 999)}
                    rows.append(row if rng.random() < 0.6 else {key: [[value, 0], [], [value, 3]] for key, value in row.items()})
                eval_runner_helper.record_cost_latency(table, folder, rows)
                eval_runner_helper.record_result(table, folder, category, correct / total, total)
                runs.append({"model": name, "category": category, "correct": correct, "total": total, "rows": rows})
        facts = {name: {key: value for key, value in vars(MODEL_CONFIG_MAPPING[name]).items() if key != "model_handler"} for name in {run["model"] for run in runs}}
        case, folder = {"models": facts, "runs": runs}, new_folder(ROOT / "tables")
        if not runs:
            continue
        with brief():
            try:
                eval_runner_helper.generate_leaderboard_csv(table, folder)
                case["csv"] = {file.name: file.read_text() for file in sorted(folder.glob("*.csv"))}
            except Exception as error:
                case["crash"] = raised(error)
            add(case)
    eval_runner_helper.load_dataset_entry = load_entries


# ---- results for the reference's command line ----
def result_of(entry, truth, category, mode, rng):
    if "format_sensitivity" in category:
        syntax, tag = re.search("ret_fmt=(.*?)&tool_call_tag=(.*?)&", entry["id"]).groups()
        calls = right_calls(entry, truth, "python", rng)
        text = in_format(calls if rng.random() < 0.6 else gone_wrong(calls, entry, rng, expressions=False)[1], syntax)
        return f"<TOOLCALL>{text}</TOOLCALL>" if tag == "True" else text
    if utils.is_agentic(category):
        return answers_of(truth, rng)
    if not utils.is_multi_turn(category):
        return single_reply(entry, truth, category, mode, rng)[1]
    turns = turns_of(entry, truth)
    return steps_of(turns if rng.random() < 0.6 else other_turns(turns, entry["involved_classes"], {}, rng)[1], mode, rng)


def by_step(result, draw):
    """What is counted of a result: a number, or turns of steps of them."""
    turns = isinstance(result, list) and result and all(isinstance(turn, list) for turn in result)
    return [[draw() for _ in turn] for turn in result] if turns else draw()


def write_results(seed, scale, out):
    for mode in MODELS:
        results = Cases(out / f"{mode}.jsonl")
        for category in utils.ALL_CATEGORIES:
            if mode != "prompt" and category == "format_sensitivity":
                continue
            rng = random.Random(f"{seed}:results:{mode}:{category}")
            for entry, truth in sample(category, 12 * scale, rng):
                result = result_of(entry, truth, category, mode, rng)
                results.add({"id": entry["id"], "result": result, "input_token_count": by_step(result, lambda: rng.randint(1, 5000)),
                             "output_token_count": by_step(result, lambda: rng.randint(0, 500)), "latency": by_step(result, lambda: rng.uniform(0.01, 9))})
        results.file.close()
        print(f"results of {mode} {results.count}", flush=True)


KINDS = {"single_turn": make_single_turn, "decode": make_decode, "sim": make_sim, "multi_turn": make_multi_turn, "agentic": make_agentic, "prompts": make_prompts,
         "transcripts": make_transcripts, "scoring": make_scoring}


def new_folder(path):
    shutil.rmtree(path, ignore_errors=True)
    path.mkdir(parents=True)
    return path


def main():
    warnings.simplefilter("ignore")
    out, seed, scale = Path(sys.argv[1]), (sys.argv[2:] or ["1"])[0], int((sys.argv[3:] or ["1"])[0])
    try:
        cases_folder = new_folder(out / "bfcl_cases")
        for kind, make in KINDS.items():
            cases = Cases(cases_folder / f"{kind}.jsonl")
            make(seed, scale, cases.add)
            cases.file.close()
            print(f"{kind} {cases.count}", flush=True)
        write_results(seed, scale, new_folder(out / "bfcl_results"))
    finally:
        shutil.rmtree(ROOT)


if __name__ == "__main__":
    main()
