"""The work of bench/decode.cpp with Hugging Face transformers: greedy decoding over its own cache, without generate()'s overhead."""
import argparse
import json
import resource
import time

import torch
from peer_model import add_options, build


def prompts(count, shared, own):
    common = torch.randint(100, 40000, (1, shared), generator=torch.Generator().manual_seed(1)).expand(count, -1)
    return torch.cat([common, torch.randint(100, 40000, (count, own), generator=torch.Generator().manual_seed(2))], dim=1)


@torch.inference_mode()
def decode(model, ids, new_tokens):
    """Seconds of the prompt's pass and of the steps after it."""
    began = time.perf_counter()
    out = model(input_ids=ids, use_cache=True, logits_to_keep=1)
    token = out.logits[:, -1].argmax(-1, keepdim=True)
    first = time.perf_counter()
    for _ in range(new_tokens - 1):
        out = model(input_ids=token, past_key_values=out.past_key_values, use_cache=True, logits_to_keep=1)
        token = out.logits[:, -1].argmax(-1, keepdim=True)
    return first - began, time.perf_counter() - first


def main():
    parser = argparse.ArgumentParser()
    add_options(parser)
    arguments = parser.parse_args()
    model = build(arguments).eval()
    decode(model, prompts(2, 0, 40), 8)  # warm up
    result = {"single_tokens": 127 / decode(model, prompts(1, 0, 64), 128)[1]}
    result["batch32_tokens"] = 32 * 31 / decode(model, prompts(32, 0, 256), 32)[1]
    result["batch32_1k_tokens"] = 32 * 31 / decode(model, prompts(32, 0, 1024), 32)[1]
    result["shared32_1k_tokens"] = result["batch32_1k_tokens"]  # it cannot share
    # One prompt a pass, or all eight: the better counts.
    one = sum(decode(model, prompts(1, 0, 512), 1)[0] for _ in range(8))
    result["prefill_tokens"] = 8 * 512 / min(one, decode(model, prompts(8, 0, 512), 1)[0])
    result["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps(result))


main()
