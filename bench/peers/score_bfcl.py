"""The peer of `scripts/bench scoring`: the reference's `evaluate` on one model of a folder with result/. Prints what the evaluation took
without the imports; the wall time and the memory of the whole process are measured by its caller."""
import argparse
import contextlib
import io
import json
import time

import bfcl_reference

parser = argparse.ArgumentParser()
parser.add_argument("--root", required=True)
parser.add_argument("--model", required=True)
arguments = parser.parse_args()
bfcl_reference.prepare(arguments.root)

import bfcl_eval.__main__ as command_line  # noqa: E402

began = time.perf_counter()
with contextlib.redirect_stdout(io.StringIO()):
    command_line.evaluation_main([arguments.model], ["all"], None, None)
print(json.dumps({"without_imports_s": time.perf_counter() - began}))
