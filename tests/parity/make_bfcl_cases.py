"""What the installed bfcl_eval says about replies, calls and scores drawn from a seed -> OUT/bfcl_cases/<kind>.jsonl, in the
format of the BFCL oracle (scripts/oracle runs them), and OUT/bfcl_results, result files for its command line.

usage: make_bfcl_cases.py OUT [SEED] [SCALE]      (SCALE: times as many cases, 1)
"""
import ast
import contextlib
import copy
import importlib.util
import inspect
import io
import json
import os
import random
import re
import shutil
import signal
import sys
import tempfile
import warnings
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace

if os.environ.get("PYTHONHASHSEED") != "0":  # printed sets
    os.execve(sys.executable, [sys.executable, *sys.argv], {**os.environ, "PYTHONHASHSEED": "0"})

import bfcl_reference  # noqa: E402

ROOT = Path(tempfile.mkdtemp(prefix="bfcl_cases_"))
bfcl_reference.prepare(ROOT)
bfcl_reference.prepare_memory()

from bfcl_eval import utils  # noqa: E402
from bfcl_eval.constants.enums import ReturnFormat  # noqa: E402
from bfcl_eval.constants.executable_backend_config import CLASS_FILE_PATH_MAPPING  # noqa: E402
from bfcl_eval.constants.model_config import MODEL_CONFIG_MAPPING  # noqa: E402
from bfcl_eval.constants.type_mappings import JAVA_TYPE_CONVERSION, JS_TYPE_CONVERSION  # noqa: E402
from bfcl_eval.eval_checker import eval_runner, eval_runner_helper  # noqa: E402
from bfcl_eval.eval_checker.ast_eval.type_convertor.java_type_converter import java_type_converter  # noqa: E402
from bfcl_eval.eval_checker.ast_eval.type_convertor.js_type_converter import js_type_converter  # noqa: E402
from bfcl_eval.eval_checker.multi_turn_eval import multi_turn_checker, multi_turn_utils  # noqa: E402
from bfcl_eval.eval_checker.multi_turn_eval.func_source_code import long_context  # noqa: E402

from bfcl_replies import ODD_TEXTS, ODD_VALUES, dressed, gone_wrong, in_format, other_text, other_value, right_calls, scratched, source, written  # noqa: E402

# Of each handler that the program reads replies like, one model.
MODELS = {"prompt": "Qwen/Qwen3-8B", "qwen_fc": "Qwen/Qwen3-8B-FC", "openai_fc": "openbmb/MiniCPM-SALA-FC"}
# In the oracle's cases the worlds' instances carry these models' names.
WORLD_MODELS = {"prompt": "oracle-prompt", "qwen_fc": "oracle-fc"}
HANDLERS = {mode: eval_runner.get_handler(name) for mode, name in MODELS.items()}
LANGUAGES = {"simple_java": "java", "simple_javascript": "javascript"}
SECONDS = 2  # longer cases are left out


class TooLong(BaseException):
    pass


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


@contextlib.contextmanager
def brief():
    """Leaves the block where it takes too long; what the reference prints is dropped."""
    def expired(*_):
        raise TooLong

    signal.signal(signal.SIGALRM, expired)
    signal.alarm(SECONDS)
    try:
        with contextlib.suppress(TooLong), contextlib.redirect_stdout(io.StringIO()):
            yield
    finally:
        signal.alarm(0)


def printed(value):
    """repr, with the items of a set in order."""
    if isinstance(value, (set, frozenset)) and value:
        return "{" + ", ".join(sorted(map(printed, value))) + "}"
    if type(value) is dict:
        return "{" + ", ".join(f"{printed(key)}: {printed(item)}" for key, item in value.items()) + "}"
    if type(value) in (list, tuple):
        body = ", ".join(map(printed, value))
        return f"[{body}]" if type(value) is list else f"({body},)" if len(value) == 1 else f"({body})"
    return repr(value)


def raised(error):
    return [type(error).__name__, re.sub(r"0x[0-9a-f]{6,}", "0x0", str(error))]


def load(category):
    """(entry, accepted answers) of a category."""
    entries = utils.load_dataset_entry(category, include_prereq=False, include_language_specific_hint=False)
    if "relevance" in category:
        return [(entry, None) for entry in entries]
    return [(entry, truth["ground_truth"]) for entry, truth in zip(entries, utils.load_ground_truth_entry(category))]


def sample(category, count, rng):
    pairs = load(category)
    return rng.sample(pairs, min(count, len(pairs)))


def language_of(category):
    return LANGUAGES.get(category, "python")


# ---- single turn ----
def judge_single(entry, truth, category, mode, raw):
    handler, language = HANDLERS[mode], language_of(category)
    code = ReturnFormat[language.upper()]
    case = {}
    try:
        case["decoded"] = printed(handler.decode_ast(copy.deepcopy(raw), code, False))
    except Exception as error:
        case["decode_raise"] = raised(error)
    try:
        if truth is None:
            verdict = eval_runner._evaluate_single_relevance_entry(handler, entry["id"], raw, entry, MODELS[mode], category)
        else:
            verdict = eval_runner._evaluate_single_ast_entry(handler, entry["id"], copy.deepcopy(raw), truth, entry, MODELS[mode], category,
                                                             eval_runner.Language[language.upper()], code)
        case["valid"] = bool(verdict["valid"])
        if not case["valid"]:
            case |= {"error_type": verdict["error_type"], "error": utils.make_json_serializable(verdict["error"])}
            json.dumps(case)
    except Exception as error:
        case["crash"] = raised(error)
    return case


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
EXTENSIONS = {name: copy.deepcopy(getattr(long_context, name)) for name in ("CREDIT_CARD_EXTENSION", "BOOKING_RECORD_EXTENSION", "LONG_WEATHER_EXTENSION")}


def class_of(name):
    return getattr(importlib.import_module(CLASS_FILE_PATH_MAPPING[name]), name)


def new_process():
    """As if nothing had been simulated before: the instances, and what they share."""
    for name in [name for name in vars(multi_turn_utils) if name.endswith("_instance")]:
        delattr(multi_turn_utils, name)
    class_of("TwitterAPI").post_tweet.__defaults__ = ([], [])
    for name, extension in EXTENSIONS.items():
        getattr(long_context, name).clear()
        getattr(long_context, name).update(copy.deepcopy(extension))


def methods_of(name):
    return {method: inspect.signature(function) for method, function in inspect.getmembers(class_of(name), inspect.isfunction) if method[0] != "_"}


def parsed_call(text, methods):
    node = ast.parse(text, mode="eval").body
    names = list(methods[node.func.id].parameters)[1:]
    arguments = dict(zip(names, map(ast.literal_eval, node.args)))
    return [node.func.id, arguments | {keyword.arg: ast.literal_eval(keyword.value) for keyword in node.keywords}]


def state_of(instance):
    return printed({name: value for name, value in vars(instance).items() if not name.startswith("_")})


def truth_calls():
    """{class: {method: {parameter: values in the benchmark's truths}}} and {class: [(entry id, scenario)]}"""
    values, scenarios = {}, {}
    for entry, truth in load("multi_turn_base"):
        methods = {method: (name, signature) for name in entry["involved_classes"] for method, signature in methods_of(name).items()}
        for name in entry["involved_classes"]:
            scenarios.setdefault(name, []).append((entry["id"], entry["initial_config"].get(name, {})))
        for text in sum(truth, []):
            method, arguments = parsed_call(text, {method: signature for method, (_, signature) in methods.items()})
            for key, value in arguments.items():
                values.setdefault(methods[method][0], {}).setdefault(key, []).append(value)
    return values, scenarios


def leaves(value, found, depth=0):
    """Texts and numbers somewhere in a world's state."""
    if isinstance(value, (str, int, float)):
        found.append(value)
    elif depth < 4 and len(found) < 200:
        inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, (list, tuple)) else vars(value).items() if hasattr(value, "contents") else []
        for key, item in list(inside)[:20]:
            leaves(key, found, depth + 1)
            leaves(item, found, depth + 1)
    return found


def random_call(methods, values, instance, rng):
    method = rng.choice(list(methods))
    arguments = {}
    for key, parameter in list(methods[method].parameters.items())[1:]:
        if parameter.default is not inspect.Parameter.empty and rng.random() < 0.4:
            continue
        near = leaves({name: value for name, value in vars(instance).items() if name != "parent"}, [])
        arguments[key] = rng.choice([rng.choice(values[key]) if key in values else rng.choice(ODD_TEXTS), rng.choice(near or ODD_VALUES)])
        if rng.random() < 0.15:
            arguments[key] = other_value(arguments[key], rng)
    if rng.random() < 0.06:
        arguments = rng.choice([{}, {**arguments, "unknown": 1}, dict(list(arguments.items())[1:])])
    text = source([[method, arguments]])
    if rng.random() < 0.06:
        text = rng.choice([f"{method}({', '.join(map(repr, arguments.values()))})", scratched(text, rng), f"no_such_{text}", f"kill_{method}()", method, f"self.{text}"])
    return text


MEMORY_VALUES = {"MemoryAPI_kv": {"key": ["user_name", "pet", "city_2", "a", "Bad Key", "x__y", "9th"], "query": ["user name", "pet", "zzz", ""], "k": [1, 3, 0, -1]},
                 "MemoryAPI_rec_sum": {"text": ["alpha beta", "it's", "long " * 1500]}, "MemoryAPI_vector": {"vec_id": [0, 1, 2, 9], "top_k": [1, 2, 5]}}


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
def other_turns(turns, methods, values, rng):
    """Turns of calls, with something else in them."""
    turns = copy.deepcopy(turns)
    full = [turn for turn in turns if turn]
    turn = rng.choice(full)
    what = rng.choice(["drop", "twice", "move", "value", "value", "value", "text", "order", "empty", "turns", "add", "add"])
    at = rng.randrange(len(turn))
    method, arguments = turn[at]
    if what == "drop":
        del turn[at]
    elif what == "twice":
        turn.insert(rng.randrange(len(turn) + 1), [method, dict(arguments)])
    elif what == "move":
        rng.choice(turns).append(turn.pop(at))
    elif what in ("value", "text") and arguments:
        key = rng.choice(list(arguments))
        arguments[key] = other_value(arguments[key], rng) if what == "value" else f"{arguments[key]} {rng.choice(['(draft)', 'see ls (now)', 'add(1)'])}"
    elif what == "order":
        rng.shuffle(turn)
    elif what == "empty":
        turn.clear()
    elif what == "turns":
        turns = rng.choice([turns[:-1], turns + [[]]])
    else:
        name, signatures = rng.choice(methods)
        added = rng.choice(list(signatures))
        turn.insert(at, [added, {key: rng.choice(values.get(name, {}).get(key, ODD_VALUES)) for key in list(signatures[added].parameters)[1:]}])
    return what, turns


def steps_of(turns, mode, rng):
    """Turns of calls as turns of replies: steps of one or more calls, then a closing message."""
    result = []
    for turn in turns:
        steps, together = [], rng.choice([1, 2, 9])
        for at in range(0, len(turn), together):
            steps.append(written(turn[at:at + together], mode))
        result.append(steps + rng.choice([["Done."], [""], ["[]"], ["All set (finally)."], []]))
    return result


def judge_multi_turn(entry, truth, category, mode, result):
    new_process()
    execute, seen, case, turns = multi_turn_checker.execute_multi_turn_func_call, {}, {}, []

    def recorded(**arguments):
        results, instances = execute(**arguments)
        if not turns or "gt" in turns[-1]:
            turns.append({"model": []})
        if arguments["model_name"].endswith("_ground_truth"):
            turns[-1]["gt"] = results
        else:
            turns[-1]["model"].append(results)
            seen.update(instances)
        return results, instances

    multi_turn_checker.execute_multi_turn_func_call = recorded
    try:
        verdict = eval_runner._evaluate_single_multi_turn_entry(HANDLERS[mode], entry["id"], copy.deepcopy(result), truth, copy.deepcopy(entry), WORLD_MODELS[mode], category)
        case["valid"] = bool(verdict["valid"])
        if not case["valid"]:
            error = verdict["error"]
            message, details = error["error_message"], error.get("details", {})
            case |= {"error_type": error["error_type"], "error_message": message[0] if isinstance(message, list) else message}
            if "differences" in details:
                case["differing_attributes"] = list(details["differences"])
            if "missing_items" in details:
                case["missing_items"] = details["missing_items"]
    except Exception as error:
        case["crash"] = raised(error)
    finally:
        multi_turn_checker.execute_multi_turn_func_call = execute
    return case | {"turns": turns, "final_state": {f"model:{name}": state_of(instance) for name, instance in seen.items()}}


def make_multi_turn(seed, scale, add):
    values, _ = truth_calls()
    for category in utils.MULTI_TURN_CATEGORY:
        rng = random.Random(f"{seed}:multi_turn:{category}")
        for entry, truth in sample(category, 25 * scale, rng):
            methods = [(name, methods_of(name)) for name in entry["involved_classes"]]
            known = {method: signature for _, signatures in methods for method, signature in signatures.items()}
            right = [[parsed_call(text, known) for text in turn] for turn in truth]
            for number in range(5):
                what, turns = other_turns(right, methods, values, rng) if number else ("right", right)
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
                case = {"id": entry["id"], "mode": mode, "result": result}
                with brief():
                    try:
                        verdict = eval_runner._evaluate_single_agentic_entry(HANDLERS[mode], entry["id"], copy.deepcopy(result), truth, copy.deepcopy(entry), MODELS[mode], category)
                        case["valid"] = bool(verdict["valid"])
                        if not case["valid"]:
                            case |= {"error_type": verdict["error"]["error_type"], "details": verdict["error"].get("details")}
                    except Exception as error:
                        case["crash"] = raised(error)
                    add(case)


# ---- prompts and conversations ----
def played(mode, entry, replies):
    """The handler's inference with these replies: (prompts, result, metadata)."""
    handler, prompts, queue = eval_runner.get_handler(MODELS[mode]), [], iter(replies)

    def query(data):
        prompts.append(handler._format_prompt(data["message"], data["function"]))
        usage = SimpleNamespace(prompt_tokens=len(prompts[-1]), completion_tokens=1)
        return SimpleNamespace(choices=[SimpleNamespace(text=next(queue, "stop"))], usage=usage), 0.25

    handler._query_prompting = query
    new_process()
    result, metadata = handler.inference(copy.deepcopy(entry), False, True)
    return prompts, result, metadata


def hashes(texts):
    return [sha256(text.encode()).hexdigest() for text in texts]


def make_prompts(seed, scale, add):
    for category in utils.ALL_CATEGORIES:
        rng = random.Random(f"{seed}:prompts:{category}")
        entries = utils.populate_initial_settings_for_memory_test_cases(utils.load_dataset_entry(category), ROOT / "prompts")
        entries = utils.populate_initial_settings_for_web_search_test_cases(entries)
        modes = {"prompt": "qwen_prompt"} if category == "format_sensitivity" else {"prompt": "qwen_prompt", "qwen_fc": "qwen_fc"}
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
            known = {method: signature for name in entry["involved_classes"] for method, signature in methods_of(name).items()}
            turns = [[parsed_call(text, known) for text in turn] for turn in truth]
            for mode, name in (("prompt", "qwen_prompt"), ("qwen_fc", "qwen_fc")):
                replies = [rng.choice([reply, f"<think>\nso\n</think>\n\n{reply}"]) for steps in steps_of(turns, mode, rng) for reply in steps or ["stop"]]
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
        case, folder = {"models": facts, "runs": runs}, ROOT / "tables"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
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


KINDS = {"single_turn": make_single_turn, "decode": make_decode, "sim": make_sim, "multi_turn": make_multi_turn, "agentic": make_agentic, "prompts": make_prompts,
         "transcripts": make_transcripts, "scoring": make_scoring}


def main():
    warnings.simplefilter("ignore")
    out, seed, scale = Path(sys.argv[1]) / "bfcl_cases", (sys.argv[2:] or ["1"])[0], int((sys.argv[3:] or ["1"])[0])
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    try:
        for kind, make in KINDS.items():
            cases = Cases(out / f"{kind}.jsonl")
            make(seed, scale, cases.add)
            cases.file.close()
            print(f"{kind} {cases.count}", flush=True)
    finally:
        shutil.rmtree(ROOT)


if __name__ == "__main__":
    main()
