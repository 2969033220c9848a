"""The installed bfcl_eval asked in this process: its decoders, checkers, worlds and prompts, each as in a fresh process.
Importing this opens the reference with a project folder of its own, ROOT, which the importer removes."""
import ast
import contextlib
import copy
import importlib
import inspect
import io
import itertools
import json
import re
import signal
import tempfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from overrides import override
from transformers.utils.chat_template_utils import render_jinja_template

import bfcl_reference
from make_renderers import qwen3_templates

ROOT = Path(tempfile.mkdtemp(prefix="bfcl_cases_"))
bfcl_reference.prepare(ROOT)
bfcl_reference.prepare_memory()

from bfcl_eval import utils  # noqa: E402
from bfcl_eval.constants.enums import ReturnFormat  # noqa: E402
from bfcl_eval.constants.executable_backend_config import CLASS_FILE_PATH_MAPPING  # noqa: E402
from bfcl_eval.eval_checker import eval_runner  # noqa: E402
from bfcl_eval.eval_checker.multi_turn_eval import multi_turn_checker, multi_turn_utils  # noqa: E402
from bfcl_eval.eval_checker.multi_turn_eval.func_source_code import long_context  # noqa: E402
from bfcl_eval.model_handler.local_inference.base_oss_handler import OSSHandler  # noqa: E402

MODELS = bfcl_reference.MODELS
# In the oracle's cases the worlds' instances carry these models' names.
WORLD_MODELS = {"prompt": "oracle-prompt", "qwen_fc": "oracle-fc"}
HANDLERS = {mode: eval_runner.get_handler(name) for mode, name in MODELS.items()}
LANGUAGES = {"simple_java": "java", "simple_javascript": "javascript"}
SECONDS = 2  # of the processor; longer cases are left out


class TooLong(BaseException):
    pass


@contextlib.contextmanager
def brief():
    """Leaves the block where it takes too long; what the reference prints is dropped."""
    def expired(*_):
        raise TooLong

    signal.signal(signal.SIGPROF, expired)
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    try:
        with contextlib.suppress(TooLong), contextlib.redirect_stdout(io.StringIO()):
            yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


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


def language_of(category):
    return LANGUAGES.get(category, "python")


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


def turns_of(entry, truth):
    """A truth's turns as lists of calls."""
    methods = {method: signature for name in entry["involved_classes"] for method, signature in methods_of(name).items()}
    return [[parsed_call(text, methods) for text in turn] for turn in truth]


def state_of(instance):
    return printed({name: value for name, value in vars(instance).items() if not name.startswith("_")})


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


def judge_agentic(entry, truth, category, mode, result):
    try:
        verdict = eval_runner._evaluate_single_agentic_entry(HANDLERS[mode], entry["id"], copy.deepcopy(result), truth, copy.deepcopy(entry), MODELS[mode], category)
        if verdict["valid"]:
            return {"valid": True}
        return {"valid": False, "error_type": verdict["error"]["error_type"], "details": verdict["error"].get("details")}
    except Exception as error:
        return {"crash": raised(error)}


# ---- inference ----
QWEN3 = list(qwen3_templates())[-1][1]
UNCLOSED = "No answer was given: the chain of thought did not end."  # the program's words; the reference has its own


class ThoughtHandler(OSSHandler):
    """The handler of FunReason-MT, which this release of bfcl_eval lacks: its rules on the reference's own loop."""

    def __init__(self):
        super().__init__("FunReason-MT", 0.001, "FunReason-MT", False)

    @override
    def _format_prompt(self, messages, function):
        shown = []
        for are_results, some in itertools.groupby(messages, key=lambda message: message["role"] == "tool"):
            shown += [{"role": "tool", "content": str([message["content"] for message in some])}] if are_results else some
        return render_jinja_template([shown], chat_template=QWEN3, add_generation_prompt=True)[0][0] + "<think>"

    @override
    def _parse_query_response_prompting(self, api_response: Any) -> dict:
        _, closed, answer = api_response.choices[0].text.rpartition("</think>")
        usage = api_response.usage
        return {"model_responses": answer.lstrip("\n") if closed else UNCLOSED, "input_token": usage.prompt_tokens, "output_token": usage.completion_tokens}


def played(mode, entry, replies):
    """The handler's inference with these replies: (prompts, result, metadata)."""
    handler, prompts, queue = ThoughtHandler() if mode == "funreason_mt" else eval_runner.get_handler(MODELS[mode]), [], iter(replies)

    def query(data):
        prompts.append(handler._format_prompt(data["message"], data["function"]))
        usage = SimpleNamespace(prompt_tokens=len(prompts[-1]), completion_tokens=1)
        return SimpleNamespace(choices=[SimpleNamespace(text=next(queue, "stop"))], usage=usage), 0.25

    handler._query_prompting = query
    new_process()
    result, metadata = handler.inference(copy.deepcopy(entry), False, True)
    return prompts, result, metadata
