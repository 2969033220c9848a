#!/usr/bin/env python3
"""Converts the benchmark's prompt texts from its Python source to JSON, without importing it.

usage: convert_bfcl_prompts.py <bfcl_eval/constants/default_prompts.py> <prompts.json>

Every constant of default_prompts.py goes out under its own name. The language hints that bfcl_eval/utils.py appends to
function documents go out as LANGUAGE_HINTS and PARAMETER_HINTS ("{}" stands where the source inserts a value).
A source that no longer has the expected shape is an error, never a guess.
"""
import ast
import json
import os
import pathlib
import sys

# The order in which _func_doc_language_specific_pre_processing appends to a parameter's description.
PARAMETER_HINT_NAMES = {"java": ["any", "type", "items"], "javascript": ["any", "type", "items", "properties"]}
LANGUAGE_OF_TEST = {"is_java": "java", "is_js": "javascript"}


def evaluate(node, names):
    """The value of an expression made of literals, `+` and names already known."""
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, ast.Name):
        return names[node.id]
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return evaluate(node.left, names) + evaluate(node.right, names)
    if isinstance(node, ast.Dict):
        return {evaluate(k, names): evaluate(v, names) for k, v in zip(node.keys, node.values)}
    if isinstance(node, ast.List):
        return [evaluate(item, names) for item in node.elts]
    if isinstance(node, ast.JoinedStr):
        return "".join("{}" if isinstance(part, ast.FormattedValue) else part.value for part in node.values)
    raise ValueError(f"line {node.lineno}: cannot convert {ast.dump(node)[:80]}")


def constants(tree):
    names = {}
    for node in tree.body:
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            names[node.targets[0].id] = evaluate(node.value, names)
    return names


def find_function(tree, name):
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name == name:
            return node
    raise ValueError(f"no function {name}")


def branches(statements):
    """(language, body) of an if/elif/else chain that tests is_java(...) and is_js(...)."""
    for node in statements:
        if isinstance(node, ast.If) and getattr(getattr(node.test, "func", None), "id", "") in LANGUAGE_OF_TEST:
            yield LANGUAGE_OF_TEST[node.test.func.id], node.body
            if node.orelse and not isinstance(node.orelse[0], ast.If):
                yield "python", node.orelse
            yield from branches(node.orelse)


def appended_texts(statements):
    """What `x += text` appends below these statements, in source order."""
    nodes = [n for s in statements for n in ast.walk(s) if isinstance(n, ast.AugAssign) and isinstance(n.op, ast.Add)]
    return [evaluate(n.value, {}) for n in sorted(nodes, key=lambda n: n.lineno)]


def language_hints(tree):
    function = find_function(tree, "_get_language_specific_hint")
    return {language: evaluate(body[0].value, {}) for language, body in branches(function.body)}


def parameter_hints(tree):
    function = find_function(tree, "_func_doc_language_specific_pre_processing")
    loop = next(node for node in function.body if isinstance(node, ast.For))
    hints = {}
    for language, body in branches(loop.body):
        texts = appended_texts(body)
        names = PARAMETER_HINT_NAMES[language]
        if len(texts) != len(names):
            raise ValueError(f"{language}: expected {len(names)} hints, found {len(texts)}")
        hints[language] = dict(zip(names, texts))
    return hints


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    source, output = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    prompts = constants(ast.parse(source.read_text(encoding="utf-8")))
    utils = ast.parse((source.parent.parent / "utils.py").read_text(encoding="utf-8"))
    prompts["LANGUAGE_HINTS"] = language_hints(utils)
    prompts["PARAMETER_HINTS"] = parameter_hints(utils)
    if set(prompts["LANGUAGE_HINTS"]) != {"python", "java", "javascript"} or set(prompts["PARAMETER_HINTS"]) != set(
        PARAMETER_HINT_NAMES
    ):
        raise ValueError("the language hints of utils.py have another shape")
    output.parent.mkdir(parents=True, exist_ok=True)
    partial = output.with_name(output.name + ".part")
    partial.write_text(json.dumps(prompts, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    os.replace(partial, output)


if __name__ == "__main__":
    main()
