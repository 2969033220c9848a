#!/usr/bin/env python3
"""Converts the benchmark's table of models from its Python source to JSON, without importing it.

usage: convert_bfcl_models.py <bfcl_eval/constants/model_config.py> <models.json>

Out goes, for each name in MODEL_CONFIG_MAPPING, what the score tables print of a model and the prices its costs come
from. A source that no longer has the expected shape is an error, never a guess.
"""
import ast
import json
import os
import pathlib
import sys

FIELDS = ["display_name", "url", "org", "license", "input_price", "output_price"]


def facts(call):
    if not isinstance(call, ast.Call) or getattr(call.func, "id", "") != "ModelConfig":
        raise ValueError(f"line {call.lineno}: no ModelConfig")
    values = {word.arg: word.value for word in call.keywords}
    return {name: ast.literal_eval(values[name]) if name in values else None for name in FIELDS}


def tables(tree):
    """Every dict of ModelConfig calls by its name, and the names that MODEL_CONFIG_MAPPING joins, in its order."""
    found, joined = {}, []
    for node in tree.body:
        if not (isinstance(node, ast.Assign) and isinstance(node.value, ast.Dict)):
            continue
        name = node.targets[0].id
        if name == "MODEL_CONFIG_MAPPING":
            if any(key is not None for key in node.value.keys):
                raise ValueError(f"line {node.lineno}: MODEL_CONFIG_MAPPING has entries of its own")
            joined = [part.id for part in node.value.values]
        else:
            found[name] = {ast.literal_eval(key): facts(call) for key, call in zip(node.value.keys, node.value.values)}
    return found, joined


def main():
    source, out = map(pathlib.Path, sys.argv[1:3])
    found, joined = tables(ast.parse(source.read_text(encoding="utf-8")))
    models = {}
    for name in joined:
        models.update(found[name])
    if not models:
        raise ValueError("no models")
    temporary = out.with_suffix(".tmp")
    temporary.write_text(json.dumps(models, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    os.replace(temporary, out)
    print(f"{out.name}: {len(models)} models")


if __name__ == "__main__":
    main()
