"""Strings with their ids and texts from Google's sentencepiece, for tests/chat/sentencepiece_parity_test.cpp.

    make_sentencepiece.py OUT            writes OUT/sentencepiece/<name>.model and <name>.jsonl.gz
    make_sentencepiece.py --slice FOLDER  writes the small models and cases that are kept in tests/data/sentencepiece

The models are trained here, of both kinds, with every setting that encoding knows; Mistral's own come from the package
mistral_common (data only). First line of a file: {"name", "source", "bos", "eos"}; then {"kind", "hex", "ids", "decoded"?}
for strings (`decoded` is left out where it equals the string) and {"kind": "ids", "ids", "decoded"} for sequences of ids.
"""

import gzip
import importlib.util
import io
import json
import pathlib
import random
import sys

import sentencepiece
from sentencepiece import sentencepiece_model_pb2 as model_pb2

from make_tokenizer import CODE, EMOJI, WORDS, prose, random_char, strings

COUNT = 5000
UNUSED = model_pb2.ModelProto.SentencePiece.UNUSED
MARKS = ["<|im_start|>", "<|im_end|>"]
SYMBOLS = ["\n\n", "▁▁", "▁▁▁▁", "<start_of_turn>", "ab", "abc", "un do", "é"]
# name: settings of the trainer, and of what is changed in the trained model
MODELS = {
    "llama": dict(model_type="bpe", byte_fallback=True, normalization_rule_name="identity", remove_extra_whitespaces=False,
                  split_digits=True, allow_whitespace_only_pieces=True, control_symbols=MARKS),
    "gemma": dict(model_type="bpe", byte_fallback=True, normalization_rule_name="identity", remove_extra_whitespaces=False,
                  add_dummy_prefix=False, user_defined_symbols=SYMBOLS, control_symbols=MARKS),
    "bpe_nmt": dict(model_type="bpe"),
    "bpe_crossing": dict(model_type="bpe", split_by_whitespace=False, normalization_rule_name="nfkc", user_defined_symbols=SYMBOLS),
    "bpe_suffix": dict(model_type="bpe", treat_whitespace_as_suffix=True, byte_fallback=True),
    "bpe_unused": dict(model_type="bpe", byte_fallback=True, user_defined_symbols=SYMBOLS, unused=True),
    "bpe_unescaped": dict(model_type="bpe", normalization_rule_name="identity", remove_extra_whitespaces=False, escape=False),
    "unigram": dict(model_type="unigram"),
    "unigram_bytes": dict(model_type="unigram", byte_fallback=True, normalization_rule_name="identity",
                          remove_extra_whitespaces=False, control_symbols=MARKS),
    "unigram_folded": dict(model_type="unigram", normalization_rule_name="nmt_nfkc_cf", user_defined_symbols=SYMBOLS, unused=True),
    "unigram_suffix": dict(model_type="unigram", treat_whitespace_as_suffix=True, unk_surface="<?>"),
    "unigram_crossing": dict(model_type="unigram", split_by_whitespace=False, byte_fallback=True, add_dummy_prefix=False),
}


def corpus(seed):
    rng = random.Random(seed)
    lines = []
    for i in range(3000):
        lines.append(prose(rng).replace("\n", " ") if i % 3 else rng.choice(CODE).replace("\n", " "))
    lines += ["".join(random_char(rng) for _ in range(12)).replace("\n", "") for _ in range(40)]
    lines += EMOJI + ["abcab cabab ab abc", "un do un done", "été é", "    deep    spaces  and   more", "1234567890 2024"]
    return [line for line in lines if line.strip() and "\x00" not in line]


def train(name, vocab_size, **settings):
    unused, escape = settings.pop("unused", False), settings.pop("escape", True)
    out = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(corpus(name)), model_writer=out, vocab_size=vocab_size, hard_vocab_limit=False, num_threads=1,
        character_coverage=0.99, minloglevel=2, **settings)
    proto = model_pb2.ModelProto.FromString(out.getvalue())
    rng = random.Random(name)
    if unused:  # whole words and inner pieces, so that some must be taken apart more than once
        for piece in proto.pieces:
            if piece.type == model_pb2.ModelProto.SentencePiece.NORMAL and len(piece.piece) > 1 and rng.random() < 0.4:
                piece.type = UNUSED
    proto.normalizer_spec.escape_whitespaces = escape
    return proto.SerializeToString()


def case(processor, kind, raw):
    text = raw.decode("utf-8", errors="replace")
    line = {"kind": kind, "hex": raw.hex(), "ids": processor.encode(text)}
    decoded = processor.decode(line["ids"])
    if decoded.encode() != raw:
        line["decoded"] = decoded
    return line


def cases(name, processor, count, few=False):
    yield {"name": name, "source": f"{name}.model", "bos": processor.bos_id(), "eos": processor.eos_id()}
    contents = [*MARKS, "<s>", "</s>", "▁", "▁the", *SYMBOLS, "<unk>"]
    for kind, raw in strings(name, contents, count):
        if few and (kind in ("block", "run", "later") or len(raw) > 120):
            continue
        yield case(processor, kind, raw)
    rng = random.Random(name)
    size = processor.get_piece_size()
    bytes_ids = [processor.piece_to_id(f"<0x{b:02X}>") for b in range(256)]
    for _ in range(60 if few else 2000):
        ids = [rng.choice([rng.randrange(size), rng.randrange(min(size, 300)), rng.choice(bytes_ids), rng.randrange(3)])
               for _ in range(rng.randint(0, 12))]
        yield {"kind": "ids", "ids": ids, "decoded": processor.decode(ids)}


def write(folder, name, model, count, few=False):
    (folder / f"{name}.model").write_bytes(model)
    processor = sentencepiece.SentencePieceProcessor(model_proto=model)
    lines = [json.dumps(line, ensure_ascii=True) + "\n" for line in cases(name, processor, count, few)]
    if few:
        (folder / f"{name}.jsonl").write_text("".join(lines), encoding="ascii")
    else:
        with gzip.open(folder / f"{name}.jsonl.gz", "wt", compresslevel=3) as out:
            out.writelines(lines)
    print(f"sentencepiece {name}: {processor.get_piece_size()} pieces, {len(lines) - 1} cases")


def mistral():
    """Mistral's own vocabularies, where their package is there; nothing of it is run."""
    found = importlib.util.find_spec("mistral_common")
    for origin in found.submodule_search_locations if found else []:
        for path in sorted((pathlib.Path(origin) / "data").glob("*.model.v[0-9]")):
            yield f"mistral_{path.suffix[1:]}", path.read_bytes()


def main():
    if len(sys.argv) == 3 and sys.argv[1] == "--slice":
        folder = pathlib.Path(sys.argv[2])
        folder.mkdir(parents=True, exist_ok=True)
        for name in ("llama", "bpe_unused", "unigram", "unigram_bytes"):  # rules are big: one model has some
            settings = MODELS[name] | ({} if name == "unigram" else {"normalization_rule_name": "identity"})
            write(folder, name, train(name, 500, **settings), 4450, few=True)
        return
    folder = pathlib.Path(sys.argv[1]) / "sentencepiece"
    folder.mkdir(parents=True, exist_ok=True)
    for name, settings in MODELS.items():
        write(folder, name, train(name, 1200, **settings), COUNT)
    genuine = list(mistral())
    for name, model in genuine:
        write(folder, name, model, COUNT)
    if not genuine:
        print("sentencepiece mistral: skipped, no package mistral_common")


if __name__ == "__main__":
    main()
