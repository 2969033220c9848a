"""bench/decode.cpp --load-only with Hugging Face transformers: a GGUF file to a model in bf16 that is ready to run."""
import argparse
import json
import pathlib
import resource
import time

import torch
from transformers import AutoModelForCausalLM

parser = argparse.ArgumentParser()
parser.add_argument("--model", type=pathlib.Path, required=True)
parser.add_argument("--threads", type=int, required=True)
arguments = parser.parse_args()
torch.set_num_threads(arguments.threads)
began = time.perf_counter()
AutoModelForCausalLM.from_pretrained(str(arguments.model.parent), gguf_file=arguments.model.name, dtype=torch.bfloat16)
print(json.dumps({"load_s": time.perf_counter() - began, "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))
