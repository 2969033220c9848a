"""The work of bench/sft.cpp with Hugging Face transformers: padded batches, labels -100 on context, torch.optim.AdamW (fused).

Each shape is timed with the whole batch at once and split in four micro-batches; the best counts.
"""
import argparse
import json
import time

import torch
from peer_model import add_options, build

TIMED_STEPS = 2


def dense_step(step):
    generator = torch.Generator().manual_seed(step)
    ids = torch.randint(100, 40000, (4, 1025), generator=generator)
    return [dict(ids=row, context=1) for row in ids]


def short_step(step):
    generator = torch.Generator().manual_seed(step)
    common = torch.randint(100, 40000, (250,), generator=torch.Generator().manual_seed(1))
    samples = []
    for i in range(8):
        n = step * 8 + i
        context, answer = 120 + (37 * n * n + 11 * n) % 121, 20 + 13 * n % 21
        own = torch.randint(100, 40000, (context + answer,), generator=generator)
        samples.append(dict(ids=torch.cat([common, own]), context=250 + context))
    return samples


def padded(samples):
    width = max(len(s["ids"]) for s in samples) - 1  # the last token is only a target
    ids = torch.zeros(len(samples), width, dtype=torch.long)
    labels = torch.full((len(samples), width), -100)
    mask = torch.zeros(len(samples), width, dtype=torch.long)
    for i, sample in enumerate(samples):
        size = len(sample["ids"]) - 1
        ids[i, :size], mask[i, :size] = sample["ids"][:-1], 1
        labels[i, :size] = sample["ids"][1:]
        labels[i, : sample["context"] - 1] = -100
    return ids, mask, labels


def train_step(model, optimizer, samples, parts):
    samples = sorted(samples, key=lambda s: len(s["ids"]))
    supervised = sum(len(s["ids"]) - s["context"] for s in samples)
    size = len(samples) // parts
    for begin in range(0, len(samples), size):
        ids, mask, labels = padded(samples[begin : begin + size])
        full = bool(mask.all())
        hidden = model.model(input_ids=ids, attention_mask=None if full else mask).last_hidden_state
        rows = labels != -100
        logits = model.lm_head(hidden[rows])  # only supervised rows: kinder to the peer than its own loss
        loss = torch.nn.functional.cross_entropy(logits.float(), labels[rows], reduction="sum") / supervised
        loss.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()
    optimizer.zero_grad(set_to_none=True)


def seconds_a_step(model, optimizer, make_step, parts):
    train_step(model, optimizer, make_step(0), parts)
    began = time.perf_counter()
    for step in range(1, TIMED_STEPS + 1):
        train_step(model, optimizer, make_step(step), parts)
    return (time.perf_counter() - began) / TIMED_STEPS


def main():
    parser = argparse.ArgumentParser()
    add_options(parser)
    parser.add_argument("--parts", type=int, nargs="*", default=[1, 4])
    arguments = parser.parse_args()
    model = build(arguments).train()
    model.config.use_cache = False
    # In bf16 the moments are bf16 too: less work than our fp32 masters and moments.
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-5, fused=True)
    best = lambda make: min(seconds_a_step(model, optimizer, make, parts) for parts in arguments.parts)
    print(json.dumps({"dense_tokens": 4 * 1024 / best(dense_step), "short_samples": 8 / best(short_step)}))


main()
