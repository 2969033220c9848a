"""bench/world_steps.cpp with the reference's simulators: the same calls, as its harness makes them (`replay`, `steps`, by the clock and by the
processor's time: turn by turn through execute_multi_turn_func_call) and, by class, as the bare simulators take them: eval() of the text on the bound
methods, the answer to text."""
import collections
import inspect
import json
import pathlib
import time

import bfcl_reference

bfcl_reference.prepare(pathlib.Path(__file__).resolve().parents[2] / "build" / "bench")

from bfcl_eval.constants.eval_config import POSSIBLE_ANSWER_PATH, PROMPT_PATH  # noqa: E402
from bfcl_eval.eval_checker.multi_turn_eval.multi_turn_utils import execute_multi_turn_func_call  # noqa: E402


def lines(path):
    with open(path) as file:
        return [json.loads(line) for line in file]


def all_entries():
    for category in ("base", "miss_func", "miss_param", "long_context"):
        name = f"BFCL_v4_multi_turn_{category}.json"
        for question, answer in zip(lines(PROMPT_PATH / name), lines(POSSIBLE_ANSWER_PATH / name)):
            yield question, answer["ground_truth"]


def execute(calls, question, model):
    return execute_multi_turn_func_call(calls, question["initial_config"], question["involved_classes"], model, question["id"],
                                        "long_context" in question["id"])


def answer_text(answer):
    if isinstance(answer, str):
        return answer
    try:
        return json.dumps(answer) if isinstance(answer, dict) else str(answer)
    except TypeError:
        return str(answer)


def bound_methods(instances):
    """Of two classes with a method of one name the later one's, as in the harness."""
    methods, owner = {}, {}
    for class_name, instance in instances.items():
        for name, method in inspect.getmembers(instance, predicate=inspect.ismethod):
            if not name.startswith("_"):
                methods[name], owner[name] = method, class_name
    return methods, owner


def main():
    entries = list(all_entries())
    count = sum(len(turn) for _, truth in entries for turn in truth)
    metrics = {}
    for what in ("replay", "steps"):
        if what == "steps":
            for question, _ in entries:
                execute([], question, what)
        began, cpu_began = time.perf_counter(), time.process_time()
        for question, truth in entries:
            for turn in truth:
                execute(turn, question, what)
        metrics[what + "_cpu"] = count / (time.process_time() - cpu_began)
        metrics[what] = count / (time.perf_counter() - began)

    calls, seconds = collections.Counter(), collections.Counter()
    for question, truth in entries:
        methods, owner = bound_methods(execute([], question, "classes")[1])
        for turn in truth:
            for call in turn:
                class_name = owner[call.partition("(")[0]]
                began = time.perf_counter()
                try:
                    answer_text(eval(call, methods))
                except Exception as error:
                    str(error)
                seconds[class_name] += time.perf_counter() - began
                calls[class_name] += 1
    metrics.update({name: calls[name] / seconds[name] for name in calls})
    print(json.dumps(metrics))


main()
