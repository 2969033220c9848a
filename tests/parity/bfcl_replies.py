"""Replies made from the benchmark's accepted answers, and the same gone wrong. A call is [name, {parameter: value}];
every draw comes from the random.Random that is passed."""
import copy
import json
from xml.sax.saxutils import escape, quoteattr

ODD_TEXTS = ["", " ", "x", "ls (now)", "it's", 'say "no"', "two\nlines", "tab\there", "naïve café", "ΣΑΣ İ", "😀 ok", "100%", "a_b-c.d/e", "(", "None", "True", "1.0"]
ODD_VALUES = [None, True, False, 0, 1, -1, 7, 2.5, -0.0, 1e16, 1e-7, 123456789012345678901, [], {}, [1, "a"], {"a": 1}, {"k": {"j": 1}}, (1, 2), [[1], [2.0]], *ODD_TEXTS]


class Code(str):
    """Text of an expression: in prompt mode it is written without quotes."""

    __slots__ = ()


# ---- right calls ----
def accepted(options, rng, leave_out=0.5):
    """One of a parameter's accepted values, in a list; an empty list where it is left out."""
    named = [option for option in options if not (isinstance(option, str) and option == "")]
    if not named or (len(named) < len(options) and rng.random() < leave_out):
        return []
    return [filled(rng.choice(named), rng)]


def filled(value, rng):
    """Objects among the accepted values list accepted values for each key."""
    if isinstance(value, dict):
        return {key: chosen for key, options in value.items()
                for chosen in (accepted(options, rng) if isinstance(options, list) else [options])}
    if isinstance(value, list):
        return [filled(item, rng) if isinstance(item, dict) else item for item in value]
    return value


def right_calls(entry, truth, language, rng):
    schemas = {function["name"]: function["parameters"]["properties"] for function in entry["function"]}
    calls = []
    for answer in truth:
        (name, parameters), = answer.items()
        arguments = {key: chosen for key, options in parameters.items() for chosen in accepted(options, rng)}
        if language != "python":
            kinds = schemas.get(name, {})
            arguments = {key: code_of(value, kinds.get(key, {}), language) for key, value in arguments.items()}
        calls.append([name, arguments])
    return calls


def code_of(value, schema, language):
    """A value as an expression of Java or JavaScript of the parameter's type."""
    kind, items = schema.get("type", "any"), schema.get("items", {}).get("type", "Object")
    java = language == "java"
    if isinstance(value, bool) or value is None:
        return Code({True: "true", False: "false", None: "null"}[value])
    if isinstance(value, (int, float)):
        return Code(f"{value!r}{ {'long': 'L', 'float': 'f' if java else '', 'Bigint': 'n'}.get(kind, '')}")
    if isinstance(value, str):
        return Code(json.dumps(value, ensure_ascii=False) if kind in ("String", "inner") else f"'{value}'" if kind == "char" else value)
    inner = {"type": "inner" if items in ("String", "Object", "any") else items}
    if isinstance(value, dict):
        pairs = [(json.dumps(key), code_of(item, {"type": "inner"}, language)) for key, item in value.items()]
        if java:
            return Code("new HashMap<String, Object>() {{ " + " ".join(f"put({key}, {item});" for key, item in pairs) + " }}")
        return Code("{" + ", ".join(f"{key}: {item}" for key, item in pairs) + "}")
    body = ", ".join(code_of(item, inner, language) for item in value)
    if not java:
        return Code(f"[{body}]")
    return Code(f"new ArrayList<>(Arrays.asList({body}))" if kind == "ArrayList" else f"new {items}[]{{{body}}}")


# ---- how calls are written ----
def expression(value):
    if isinstance(value, Code):
        return str(value)
    if isinstance(value, list):
        return f"[{', '.join(map(expression, value))}]"
    if isinstance(value, tuple):
        return f"({', '.join(map(expression, value))}{',' if len(value) == 1 else ''})"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key!r}: {expression(item)}" for key, item in value.items()) + "}"
    return repr(value)


def source(calls):
    return ", ".join(f"{name}({', '.join(f'{key}={expression(value)}' for key, value in arguments.items())})" for name, arguments in calls)


def written(calls, mode):
    """A whole reply in the way of one of the reference's handlers."""
    if mode == "prompt":
        return f"[{source(calls)}]"
    if mode == "qwen_fc":
        return "\n".join(f"<tool_call>\n{json.dumps({'name': name, 'arguments': arguments})}\n</tool_call>" for name, arguments in calls)
    return [{name.replace(".", "_"): json.dumps(arguments)} for name, arguments in calls]


def in_format(calls, syntax):
    """A reply in one of the formats that prompts of format_sensitivity ask for."""
    if syntax == "python":
        return written(calls, "prompt")
    if syntax == "json":
        return json.dumps([{"function": name, "parameters": arguments} for name, arguments in calls])
    kinds = {str: "string", bool: "boolean", int: "integer", float: "float", list: "array", tuple: "tuple", dict: "dict", type(None): "null"}
    functions = []
    for name, arguments in calls:
        parameters = ""
        for key, value in arguments.items():
            text = value if isinstance(value, str) else expression(value)
            facts = f"name={quoteattr(key)} type={quoteattr(kinds.get(type(value), 'string'))}"
            parameters += f"<param {facts} value={quoteattr(text)}/>" if syntax == "verbose_xml" else f"<param {facts}>{escape(text)}</param>"
        body = f"<params>{parameters}</params>" if syntax == "verbose_xml" else parameters
        functions.append(f"<function name={quoteattr(name)}>{body}</function>")
    return f"<functions>{''.join(functions)}</functions>"


# ---- going wrong ----
def other_text(text, rng):
    at = rng.randrange(len(text) + 1)
    return rng.choice([text.upper(), text.lower(), text.title(), text[::-1], text[at:], text + rng.choice(ODD_TEXTS), text.replace(" ", "_"),
                       text[:at] + rng.choice(" ,./-_*^'\"!?;:()\t\n é") + text[at:], text.replace("'", '"'), text * 2])


def other_value(value, rng):
    """Another value, or one of another type; sometimes one that is as good."""
    if rng.random() < 0.15:
        return rng.choice(ODD_VALUES)
    if rng.random() < 0.15:
        return rng.choice([[value], {"value": value}, (value,), str(value), [value, value], bool(value)])
    if isinstance(value, Code):
        return Code(rng.choice([f"({value})", f"{value}L", f"{value}f", f"{value}.0", f"-{value}", f'"{value}"', f"[{value}]", f"new Box({value})", f"{value}.get()",
                                f"{value} + 1", f"x -> {value}", f"new int[]{{{value}}}", f"{{a: {value}}}", other_text(str(value), rng)]))
    if isinstance(value, bool):
        return rng.choice([not value, int(value), str(value).lower()])
    if isinstance(value, (int, float)):
        return rng.choice([value + 1, -value, value + 0.5, float(value), int(value), value * 10, value / 4])
    if isinstance(value, str):
        return other_text(value, rng)
    if isinstance(value, dict) and value:
        key = rng.choice(list(value))
        return rng.choice([{**value, key: other_value(value[key], rng)}, {k: v for k, v in value.items() if k != key}, {**value, "extra": 1},
                           dict(reversed(value.items())), list(value)])
    if isinstance(value, (list, tuple)) and value:
        at = rng.randrange(len(value))
        items = list(value)
        return rng.choice([items[:at] + items[at + 1:], items + items[at:at + 1], items[::-1], tuple(items), items[at],
                           items[:at] + [other_value(items[at], rng)] + items[at + 1:]])
    return rng.choice(ODD_VALUES)


def other_expression(value, rng):
    """Python that the decoder folds, quotes, drops or refuses."""
    text = expression(value)
    return Code(rng.choice([f"{text} + {text}", f"-{text}", f"+{text}", f"not {text}", f"~{text}", f"({text})", f"[{text}] * 2", f"g({text})", f"g(x={text})", f"g.h({text}, y=1)",
                            f"{text}[0]", f"{text}.real", f"{text} if x else y", f"lambda: {text}", f"f'{{{text}}}'", f"{text} == {text}", f"[i for i in {text}]", f"*{text}",
                            f"{text} or 1", f"{{{text}: 1}}", f"b[{text}:2]", f"{text} % 3", f"{text} ** 2", "...", "true", "some_name", "3 * 'ab'", "1_000", "0x1F", "2j", "b'x'"]))


def gone_wrong(calls, entry, rng, expressions=True):
    """(what happened, the calls after it)."""
    calls = copy.deepcopy(calls)
    happened = []
    for _ in range(rng.choice([1, 1, 1, 2])):
        places = [(arguments, key) for _, arguments in calls for key in arguments]
        what = rng.choice(["value", "value", "value", "expression", "drop", "add", "rename", "calls", "order"])
        if what in ("value", "expression", "drop") and not places:
            what = "add"
        if what == "expression" and not expressions:
            what = "value"
        happened.append(what)
        if not calls:
            calls.append(["unasked", {}])
        elif what in ("value", "expression", "drop"):
            arguments, key = rng.choice(places)
            if what == "drop":
                del arguments[key]
            else:
                arguments[key] = (other_value if what == "value" else other_expression)(arguments[key], rng)
        elif what == "add":
            known = [key for function in entry["function"] for key in function["parameters"]["properties"]]
            rng.choice(calls)[1][rng.choice(known + ["unknown"])] = rng.choice(ODD_VALUES)
        elif what == "rename":
            call = rng.choice(calls)
            call[0] = rng.choice([call[0].replace(".", "_"), call[0] + "2", "no.such", *(function["name"] for function in entry["function"])])
        elif what == "calls":
            calls = rng.choice([calls + calls[:1], calls[1:], calls[::-1], calls + [["unasked", {"x": 1}]]])
        else:
            call = rng.choice(calls)
            call[1] = dict(rng.sample(list(call[1].items()), len(call[1])))
    return "+".join(happened), calls


def scratched(text, rng):
    """Text with some characters lost, doubled or added."""
    for _ in range(rng.choice([1, 1, 2, 4])):
        at, length = rng.randrange(len(text) + 1), rng.choice([1, 1, 2, 8])
        text = rng.choice([text[:at] + text[at + length:], text[:at] + text[at:at + length] * 2 + text[at + length:], text[:at],
                           text[:at] + rng.choice([*"()[]{}'\",=:.`\\ -+\n<>&;#0a_é*", "None", "''", "]]", "<!--", "\\u00"]) + text[at:]])
    return text


def dressed(text, rng):
    """What models write around their calls."""
    return rng.choice([text, f"```\n{text}\n```", f"`{text}`", f" {text}\n", f"'{text}'", f"Sure: {text}", text[1:-1], f"```python\n{text}```",
                       f"<think>\nhm\n</think>\n\n{text}", f"<TOOLCALL>{text}</TOOLCALL>", text.replace("\n", ""), f"{text}\n{text}"])
