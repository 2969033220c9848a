"""The work of bench/decode.cpp with Hugging Face transformers: greedy decoding over its own cache, without generate()'s overhead.

The model's shape is read from the GGUF file; weights are random, which changes nothing in the time of a step.
"""
import argparse
import json
import resource
import time

import torch
from gguf import GGUFReader
from transformers import LlamaConfig, LlamaForCausalLM


def config_of(path):
    fields = GGUFReader(path).fields
    get = lambda name: fields["llama." + name].contents()
    return LlamaConfig(
        vocab_size=len(fields["tokenizer.ggml.tokens"].data), hidden_size=get("embedding_length"),
        intermediate_size=get("feed_forward_length"), num_hidden_layers=get("block_count"),
        num_attention_heads=get("attention.head_count"), num_key_value_heads=get("attention.head_count_kv"),
        rms_norm_eps=get("attention.layer_norm_rms_epsilon"), rope_theta=get("rope.freq_base"),
        max_position_embeddings=get("context_length"), tie_word_embeddings=True)


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
    parser.add_argument("--model", required=True)
    parser.add_argument("--threads", type=int, required=True)
    parser.add_argument("--dtype", choices=["fp32", "bf16"], default="bf16")
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(0)
    dtype = torch.bfloat16 if arguments.dtype == "bf16" else torch.float32
    model = LlamaForCausalLM(config_of(arguments.model)).to(dtype).eval()
    decode(model, prompts(2, 0, 40), 8)  # warm up
    result = {"single_tokens": 127 / decode(model, prompts(1, 0, 64), 128)[1]}
    result["batch32_tokens"] = 32 * 31 / decode(model, prompts(32, 0, 256), 32)[1]
    # One prompt a pass, or all eight: the better counts.
    one = sum(decode(model, prompts(1, 0, 512), 1)[0] for _ in range(8))
    result["prefill_tokens"] = 8 * 512 / min(one, decode(model, prompts(8, 0, 512), 1)[0])
    result["eval_samples"] = 32 / sum(decode(model, prompts(32, 250, 350), 64))
    result["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps(result))


main()
