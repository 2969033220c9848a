"""The peer of `scripts/bench eval`: the replies of BFCL's single-turn entries in prompt mode with Hugging Face transformers, greedy, the prompts made
by the reference's own code. Entries are sorted by length and padded on the left, batch_size at a time. Prints what the replies took without imports
and loading; the wall time and the memory of the whole process are measured by its caller."""
import argparse
import hashlib
import json
import time

import bfcl_reference
import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

parser = argparse.ArgumentParser()
parser.add_argument("--root", required=True)
parser.add_argument("--model", required=True)
parser.add_argument("--threads", type=int, required=True)
parser.add_argument("--dtype", choices=["fp32", "bf16"], required=True)
parser.add_argument("--batch-size", type=int, default=32)
parser.add_argument("--max-new-tokens", type=int, default=128)
parser.add_argument("--compare", help="results.jsonl of ours: how many replies are the same")
parser.add_argument("categories", nargs="+", help="category:N for its N entries of smallest id hash")
arguments = parser.parse_args()
bfcl_reference.prepare(arguments.root)

from bfcl_eval.model_handler.utils import system_prompt_pre_processing_chat_model  # noqa: E402
from bfcl_eval.utils import load_dataset_entry  # noqa: E402

torch.set_num_threads(arguments.threads)
tokenizer = AutoTokenizer.from_pretrained(arguments.model, padding_side="left")
model = AutoModelForCausalLM.from_pretrained(arguments.model, dtype=torch.bfloat16 if arguments.dtype == "bf16" else torch.float32).eval()

began = time.perf_counter()
texts = []
for sample in arguments.categories:
    category, count = sample.split(":")
    entries = sorted(load_dataset_entry(category), key=lambda entry: hashlib.sha256(entry["id"].encode()).hexdigest())
    for entry in entries[: int(count)]:
        messages = system_prompt_pre_processing_chat_model(entry["question"][0], entry["function"], entry["id"])
        texts.append((entry["id"], tokenizer.apply_chat_template(messages, tokenize=False, add_generation_prompt=True)))
texts.sort(key=lambda text: len(text[1]))

replies, prompt_tokens = {}, 0
if tokenizer.pad_token is None:
    tokenizer.pad_token = tokenizer.eos_token
for begin in range(0, len(texts), arguments.batch_size):
    batch = texts[begin : begin + arguments.batch_size]
    inputs = tokenizer([text for _, text in batch], return_tensors="pt", padding=True, add_special_tokens=False)
    prompt_tokens += int(inputs["attention_mask"].sum())
    with torch.inference_mode():
        out = model.generate(**inputs, max_new_tokens=arguments.max_new_tokens, do_sample=False, pad_token_id=tokenizer.pad_token_id)
    for (name, _), ids in zip(batch, out[:, inputs["input_ids"].shape[1] :]):
        replies[name] = tokenizer.decode(ids, skip_special_tokens=True)
seconds = time.perf_counter() - began

metrics = {"without_imports_s": seconds}
if arguments.compare:
    with open(arguments.compare) as lines:
        ours = {result["id"]: result["result"] for result in map(json.loads, lines)}
    assert set(ours) == set(replies), "other entries"
    metrics["same_replies_share"] = sum(ours[name] == replies[name] for name in replies) / len(replies)
    metrics["prompt_tokens_an_entry"] = prompt_tokens / len(replies)
print(json.dumps(metrics))
