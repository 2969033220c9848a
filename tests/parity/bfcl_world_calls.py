"""Calls of the benchmark's worlds: drawn from values in its own truths and from a world's state, and turns of calls gone wrong."""
import builtins
import copy
import inspect

from bfcl_probe import load, methods_of, turns_of
from bfcl_replies import ODD_TEXTS, ODD_VALUES, other_value, scratched, source, written

MEMORY_VALUES = {"MemoryAPI_kv": {"key": ["user_name", "pet", "city_2", "a", "Bad Key", "x__y", "9th"], "query": ["user name", "pet", "zzz", ""], "k": [1, 3, 0, -1]},
                 "MemoryAPI_rec_sum": {"text": ["alpha beta", "it's", "long " * 1500]}, "MemoryAPI_vector": {"vec_id": [0, 1, 2, 9], "top_k": [1, 2, 5]}}


def truth_calls():
    """{class: {parameter: values in the benchmark's truths}} and {class: [(entry id, scenario)]}"""
    values, scenarios = {}, {}
    for entry, truth in load("multi_turn_base"):
        owners = {method: name for name in entry["involved_classes"] for method in methods_of(name)}
        for name in entry["involved_classes"]:
            scenarios.setdefault(name, []).append((entry["id"], entry["initial_config"].get(name, {})))
        for method, arguments in sum(turns_of(entry, truth), []):
            for key, value in arguments.items():
                values.setdefault(owners[method], {}).setdefault(key, []).append(value)
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
    # A builtin's name alone is a value here; no decoder gives a call without its parentheses.
    return f"{text}()" if text in vars(builtins) else text


def other_turns(turns, classes, values, rng):
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
        name = rng.choice(classes)
        signatures = methods_of(name)
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
