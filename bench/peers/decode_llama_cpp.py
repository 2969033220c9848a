"""The work of bench/decode.cpp with llama.cpp's low-level batch interface: the .gguf file's own weights, greedy, one llama_decode a step
for all sequences, logits where they are needed alone."""
import argparse
import json
import random
import resource
import time

import llama_cpp
import numpy

STEP = 512  # tokens of a prompt's chunk, as ours


class Model:
    def __init__(self, path, threads):
        self.keep_quiet = llama_cpp.llama_log_callback(lambda level, text, data: None)
        llama_cpp.llama_log_set(self.keep_quiet, None)
        llama_cpp.llama_backend_init()
        self.threads = threads
        self.model = llama_cpp.llama_model_load_from_file(path.encode(), llama_cpp.llama_model_default_params())
        if not self.model:
            raise SystemExit(f"error: llama.cpp cannot read {path}")
        self.vocab = llama_cpp.llama_vocab_n_tokens(llama_cpp.llama_model_get_vocab(self.model))


class Sequences:
    """Some sequences with room for `length` tokens each."""

    def __init__(self, model, count, length, shared=False):
        parameters = llama_cpp.llama_context_default_params()
        parameters.n_ctx = count * length
        parameters.n_batch = parameters.n_ubatch = STEP
        parameters.n_seq_max = count
        parameters.n_threads = parameters.n_threads_batch = model.threads
        parameters.kv_unified = shared  # sequences that share cells
        parameters.no_perf = True
        self.model, self.count = model, count
        self.context = llama_cpp.llama_init_from_model(model.model, parameters)
        self.batch = llama_cpp.llama_batch_init(STEP, 0, count)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        llama_cpp.llama_batch_free(self.batch)
        llama_cpp.llama_free(self.context)

    def decode(self, rows):
        """rows: (token, position, sequences, wants logits)."""
        self.batch.n_tokens = len(rows)
        for i, (token, position, sequences, wanted) in enumerate(rows):
            self.batch.token[i], self.batch.pos[i], self.batch.logits[i] = token, position, wanted
            self.batch.n_seq_id[i] = len(sequences)
            for j, sequence in enumerate(sequences):
                self.batch.seq_id[i][j] = sequence
        if llama_cpp.llama_decode(self.context, self.batch) != 0:
            raise SystemExit("error: llama_decode failed")

    def best(self, row):
        logits = llama_cpp.llama_get_logits_ith(self.context, row)
        return int(numpy.ctypeslib.as_array(logits, (self.model.vocab,)).argmax())

    def prefill(self, ids, begin, sequences):
        """Tokens from position `begin` on; the last chunk's last row has logits."""
        for first in range(0, len(ids), STEP):
            chunk = ids[first:first + STEP]
            self.decode([(token, begin + first + i, sequences, first + i + 1 == len(ids)) for i, token in enumerate(chunk)])
        return self.best(len(chunk) - 1)

    def generate(self, prompts, new_tokens, shared=0):
        """Seconds of the prompts and of the steps after them; the first `shared` tokens are computed once for all."""
        began = time.perf_counter()
        if shared:
            self.prefill(prompts[0][:shared], 0, range(len(prompts)))
        tokens = [self.prefill(prompt[shared:], shared, [i]) for i, prompt in enumerate(prompts)]
        first = time.perf_counter()
        for step in range(new_tokens - 1):
            self.decode([(token, len(prompts[i]) + step, [i], True) for i, token in enumerate(tokens)])
            tokens = [self.best(i) for i in range(len(tokens))]
        return first - began, time.perf_counter() - first


def prompts(count, shared, own):
    draw = random.Random(1)
    common = [draw.randint(100, 40000) for _ in range(shared)]
    return [common + [draw.randint(100, 40000) for _ in range(own)] for _ in range(count)]


def run(model, count, shared, own, new_tokens, share=False):
    with Sequences(model, count, shared + own + new_tokens + 8, share) as sequences:
        return sequences.generate(prompts(count, shared, own), new_tokens, shared if share else 0)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--model", required=True)
    parser.add_argument("--threads", type=int, required=True)
    arguments = parser.parse_args()
    model = Model(arguments.model, arguments.threads)
    run(model, 2, 0, 40, 8)  # warm up
    result = {"single_tokens": 127 / run(model, 1, 0, 64, 128)[1]}
    result["batch32_tokens"] = 32 * 31 / run(model, 32, 0, 256, 32)[1]
    result["batch32_1k_tokens"] = 32 * 31 / run(model, 32, 0, 1024, 32)[1]
    result["prefill_tokens"] = 8 * 512 / run(model, 8, 0, 512, 1)[0]
    # All but one token of the prompt once: the last is each sample's own, as the logits are.
    result["shared8_samples"] = 8 / sum(run(model, 8, 1023, 1, 32, True))
    result["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps(result))


main()
