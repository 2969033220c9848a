"""The peer's model for the benchmarks: the shape is read from the GGUF file; weights are random, which changes nothing in the time of a step."""
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


def add_options(parser):
    parser.add_argument("--model", required=True)
    parser.add_argument("--threads", type=int, required=True)
    parser.add_argument("--dtype", choices=["fp32", "bf16"], default="bf16")


def build(arguments):
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(0)
    return LlamaForCausalLM(config_of(arguments.model)).to(torch.bfloat16 if arguments.dtype == "bf16" else torch.float32)
