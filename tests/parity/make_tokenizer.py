"""Strings with their token ids and texts, from Hugging Face `tokenizers`, for tests/chat/tokenizer_parity_test.cpp.

    make_tokenizer.py OUT        writes OUT/tokenizer/<name>.jsonl.gz and the tokenizer files made here

First line of a file: {"name", "source"} (a path, seen from the file's folder); then {"kind", "hex", "ids", "decoded"?,
"newer"?} for strings (raw bytes; the reference reads them with errors="replace"; `decoded` is left out where it equals
the string; `newer`: it has code points that Unicode 14 does not assign) and {"kind": "ids", "ids", "decoded", "plain"}
for sequences of ids (`plain` is decoded without special tokens). Sources: $FR_QWEN3_TOKENIZER (a tokenizer.json; default
../shared/data/qwen3-tokenizer beside the repository) and $FR_SMOLLM2_GGUF (default: below .deps). A missing one is
skipped, visibly.
"""

import gzip
import json
import os
import pathlib
import random
import sys
import unicodedata

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers

ROOT = pathlib.Path(__file__).resolve().parents[2]
COUNT = 12_000
LONG = 100_000
MARKS = [c for c in range(0x110000) if unicodedata.category(chr(c))[0] == "M"]
SPACES = [9, 10, 11, 12, 13, 0x1C, 0x1D, 0x1E, 0x1F, 0x20, 0x85, 0xA0, 0x1680, 0x180E, *range(0x2000, 0x2010), 0x2028,
          0x2029, 0x202F, 0x205F, 0x2060, 0x3000, 0xFEFF]
DIGITS = [c for c in range(0x110000) if unicodedata.category(chr(c))[0] == "N"]
DECOMPOSING = [c for c in range(0x110000) if not 0xD800 <= c < 0xE000 and unicodedata.normalize("NFD", chr(c)) != chr(c)
               and not 0xAC00 <= c <= 0xD7A3]
WORDS = ("the of and to in is you that it he was for on are as with his they I at be this have from or one had by word "
         "but not what all were we when your can said there use an each which she do how their if will up other about "
         "out many then them these so some her would make like him into time has look two more write go see number no "
         "way could people my than first water been call who oil its now find long down day did get come made may part "
         "don't I'm we'll they've she'd it's YOU'RE CAN'T naïve café résumé façade Straße ŝipo İstanbul ǅ ﬁne ſo").split()
CODE = ["def f(x):\n    return x + 1\n", "for (int i = 0; i < n; ++i) {\n\t\tsum += a[i];\n}\n", "SELECT * FROM t WHERE a='b';",
        '{"name": "get_weather", "arguments": {"city": "São Paulo", "days": 3, "units": null}}', "<div class=\"x\">&nbsp;</div>",
        "[f(a=1, b='two'), g(c=[1.5, -2e10], d={'k': True})]", "https://example.org/a?b=c&d=%20e#f", "\\u00e9\\n\\t\\\\",
        "#include <vector>\r\n", "x' OR 's'='S", "$a->b(), @c; ~d ^ e | f", "```json\n{}\n```", "0x1F600 1_000_000 3.14159e-10"]
EMOJI = ["👩‍👩‍👧‍👦", "🏳️‍🌈", "👍🏽", "🇩🇪🇫🇷", "1️⃣", "❤️‍🔥", "🧑🏿‍🚀", "😀😃😄", "☺︎", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "🤷‍♀️", "⌨️"]


def windows():
    """Every assigned code point, in runs of neighbours: short runs in alphabets, long ones in the big blocks."""
    at = 0
    while at < 0x110000:
        big = 0x3400 <= at < 0xA000 or 0xAC00 <= at < 0xD700 or at >= 0x17000
        size = 512 if big else 12
        chars = [chr(c) for c in range(at, min(at + size, 0x110000)) if not 0xD800 <= c < 0xE000]
        later = at < 0x32400 and at // size % 4 == 0  # some of what Unicode 15 and 16 added
        if later or any(unicodedata.category(c) != "Cn" for c in chars):
            yield "".join(chars)
        at += size


def random_char(rng):
    while True:
        c = rng.choice([rng.randrange(0x80), rng.randrange(0x800), rng.randrange(0x3100), rng.randrange(0x10000),
                        rng.randrange(0x1F000, 0x1FB00), rng.randrange(0x20000), rng.randrange(0x110000)])
        if not 0xD800 <= c < 0xE000 and (unicodedata.category(chr(c)) != "Cn" or rng.random() < 0.02):
            return chr(c)


def pick(rng, pool, low, high):
    return "".join(chr(rng.choice(pool)) for _ in range(rng.randint(low, high)))


def combining(rng):
    out = []
    for _ in range(rng.randint(1, 8)):
        out.append(rng.choice(["a", "e", "o", "q", "一", "한", "ᄒ", "ᅡ", "ᆫ", "क", "ア", " ", chr(rng.choice(DECOMPOSING)), random_char(rng)]))
        out.append(pick(rng, MARKS, 0, 4) if rng.random() < 0.7 else unicodedata.normalize("NFD", chr(rng.choice(DECOMPOSING))))
    return "".join(out)


def prose(rng):
    out = []
    for _ in range(rng.randint(1, 40)):
        word = rng.choice(WORDS)
        word = rng.choice([word, word, word, word.upper(), word.title(), str(rng.randrange(10 ** rng.randint(1, 12)))])
        out.append(word + rng.choice([" ", " ", " ", " ", "  ", ", ", ". ", "\n", "-", "\t", "...", "'s ", "’s ", "!?\n\n", ""]))
    return "".join(out)


def spaces(rng):
    parts = [pick(rng, SPACES, 0, 6) if rng.random() < 0.7 else rng.choice([" ", "\n", "\r\n", "\t"]) * rng.randint(1, 30)
             for _ in range(rng.randint(1, 6))]
    return rng.choice(["a", "1", "!", "é", "", "'"]).join(parts)


def added(rng, contents, make):
    out = []
    for _ in range(rng.randint(1, 6)):
        token = rng.choice(contents)
        out.append(rng.choice([token, token, token + token, token[:-1], token[1:], " " + token + " ", "a" + token + "b",
                               token.upper(), token[:2] + token, "\n" + token + "\n", "\u0301" + token + "\u0301"]))
        out.append(make(rng) if rng.random() < 0.6 else "")
    return "".join(out)


def invalid(rng):
    """Bytes that are no UTF-8: broken texts, random bytes, and the corners of the format."""
    if rng.random() < 0.4:
        corners = [b"\xc0\xaf", b"\xe0\x80\xaf", b"\xed\xa0\x80", b"\xed\xbf\xbf", b"\xf4\x90\x80\x80", b"\xf0\x80\x80\x80", b"\xff", b"\xfe",
                   b"\xc2", b"\xe1\x80", b"\xf1\x80\x80", b"\xf5\x80\x80\x80", b"\x80", b"\xbf\xbf", b"\xe1\x80\xe2\xf0\x91\x92\xf1\xbf\x41",
                   b"\xef\xbf\xbd", b"\xf0\x9f\x98", b"\xe2\x82\xac"]
        return b"".join(rng.choice([rng.choice(corners), rng.choice(WORDS).encode(), b" "]) for _ in range(rng.randint(1, 12)))
    if rng.random() < 0.4:
        return rng.randbytes(rng.randint(1, 60))
    text = bytearray((prose(rng) + rng.choice(EMOJI) + combining(rng)).encode())
    for _ in range(rng.randint(1, 6)):
        at = rng.randrange(len(text))
        if rng.random() < 0.5:
            text[at] = rng.randrange(256)
        else:
            del text[at : at + rng.randint(1, 3)]
        text = text or bytearray(b"\x80")
    return bytes(text)


def long_runs(contents):
    for unit in ["a", " ", "\n", "\t", "0", "!", "é", "e\u0301", "\u0301", "\u0327\u0301", "한", "😀", "ab", "a ", " a", "1a", "\r\n", " \n",
                 "'s", "\u3000", "\u200d", "=", "-", "aaaaaaab", "\u180e", contents[0], contents[-1][:-1]]:
        yield "run", (unit * (LONG // len(unit))).encode()
    for unit in [b"\xff", b"\xe2\x82", b"\xf0\x9f"]:
        yield "run", unit * (LONG // len(unit))
    for length in [1, 2, 3, 15, 16, 21, 22, 23, 24, 39, 40, 41, 42, 255, 256, 1000, 4095]:
        for unit in ["a", " ", "é", "Ab", "9", "=", "the"]:
            yield "run", (unit * length).encode()


def strings(seed, contents, count):
    """(kind, bytes), at least `count` of them."""
    rng = random.Random(seed)
    out = [("empty", b"")]
    out += [("block", w.encode()) for w in windows()]
    out += list(long_runs(contents))
    out += [("casefold", f"{q}{c}".encode()) for q in "'’" for c in ["s", "S", "ſ", "ſſ", "T", "RE", "Re", "vE", "lL", "LL", "D", "M", "K", "ß"]]
    for c in [0x1C89, 0xA7CB, 0x10D40, 0x10D4A, 0x105C0, 0x11BF0, 0x16D70, 0x1E5F0, 0x31350, 0x2EBF0, 0x11DD9, 0x1CCF0, 0x10EFD, 0x1E08F]:
        out += [("later", text.encode()) for text in (f" {chr(c)}", f"a{chr(c)}b", f"1{chr(c)}2", f"!{chr(c)}?", f"'{chr(c)}s e{chr(c)}\u0301")]
    makers = {
        "prose": prose,
        "code": lambda r: "".join(r.choice(CODE) for _ in range(r.randint(1, 5))),
        "random": lambda r: "".join(random_char(r) for _ in range(r.randint(1, 40))),
        "combining": combining,
        "emoji": lambda r: "".join(r.choice([r.choice(EMOJI), r.choice(WORDS), " "]) for _ in range(r.randint(1, 12))),
        "space": spaces,
        "digits": lambda r: "".join(r.choice([chr(r.choice(DIGITS)), str(r.randrange(10)), ".", ",", "a", " "]) for _ in range(r.randint(1, 30))),
        "mixed": lambda r: "".join(r.choice(list(makers.values())[:-1])(r) for _ in range(r.randint(2, 4))),
        "added": None,
    }
    makers["added"] = lambda r: added(r, contents, r.choice([prose, spaces, combining, makers["digits"]]))
    kinds = [*makers, "invalid"]
    while len(out) < count:
        kind = kinds[len(out) % len(kinds)]
        out.append((kind, invalid(rng) if kind == "invalid" else makers[kind](rng).encode()))
    return out


def write(folder, name, source, tokenizer, count):
    added_tokens = tokenizer.get_added_tokens_decoder()
    contents = [token.content for _, token in sorted(added_tokens.items())]
    vocab_size = tokenizer.get_vocab_size()
    kinds = {}
    with gzip.open(folder / f"{name}.jsonl.gz", "wt", compresslevel=3) as out:
        print(json.dumps({"name": name, "source": str(source)}), file=out)
        for kind, raw in strings(name, contents, count):
            text = raw.decode("utf-8", errors="replace")
            ids = tokenizer.encode(text, add_special_tokens=False).ids
            case = {"kind": kind, "hex": raw.hex(), "ids": ids}
            decoded = tokenizer.decode(ids, skip_special_tokens=False)
            if decoded.encode() != raw:
                case["decoded"] = decoded
            if any(unicodedata.category(c) == "Cn" for c in text):
                case["newer"] = True
            kinds[kind] = kinds.get(kind, 0) + 1
            print(json.dumps(case), file=out)
        rng = random.Random(name)
        for _ in range(2000):
            ids = [rng.choice([rng.randrange(vocab_size), rng.randrange(256), rng.choice(list(added_tokens))])
                   for _ in range(rng.randint(0, 12))]
            print(json.dumps({"kind": "ids", "ids": ids, "decoded": tokenizer.decode(ids, skip_special_tokens=False),
                              "plain": tokenizer.decode(ids, skip_special_tokens=True)}), file=out)
    print(f"tokenizer {name}: {sum(kinds.values())} strings {kinds}, 2000 id sequences")


def smollm2(path):
    """The vocabulary and merges of the GGUF under the real model's pre-tokenizer (transformers' loader forgets the digits)."""
    from gguf import GGUFReader

    fields = GGUFReader(path).fields
    tokens, types, merges = (fields[f"tokenizer.ggml.{key}"].contents() for key in ("tokens", "token_type", "merges"))
    tokenizer = Tokenizer(models.BPE(vocab={t: i for i, t in enumerate(tokens)}, merges=[tuple(m.split(" ")) for m in merges]))
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False)])
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens([AddedToken(t, special=True, normalized=False) for t, kind in zip(tokens, types) if kind == 3])
    return tokenizer, tokens, merges


def flags(tokens, merges):
    """Added tokens with every flag, on SmolLM2's vocabulary with NFC."""
    tokenizer = Tokenizer(models.BPE(vocab={t: i for i, t in enumerate(tokens)}, merges=[tuple(m.split(" ")) for m in merges]))
    tokenizer.normalizer = normalizers.NFC()
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    for content, options in {"<l>": {"lstrip": True}, "<r>": {"rstrip": True}, "<lr>": {"lstrip": True, "rstrip": True}, "word": {"single_word": True},
                             "é": {"normalized": True}, "e\u0301x": {"normalized": True}, "A\u030a": {"normalized": False}, "the the": {"normalized": True},
                             "<a": {"normalized": False}, "<a>": {"normalized": False}, "<a>>": {"single_word": True, "rstrip": True}}.items():
        tokenizer.add_tokens([AddedToken(content, **options)])
    tokenizer.add_special_tokens([AddedToken("<|special|>", normalized=False), AddedToken("<|spécial|>", normalized=True)])
    return tokenizer


def llama3(tokens, merges):
    """Llama 3's split pattern (numbers of up to three digits) with ignore_merges, on SmolLM2's vocabulary."""
    tokenizer = Tokenizer(models.BPE(vocab={t: i for i, t in enumerate(tokens)}, merges=[tuple(m.split(" ")) for m in merges],
                                     ignore_merges=True, unk_token="<|endoftext|>"))
    pattern = (r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+"
               r"|\s+(?!\S)|\s+")
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.Split(Regex(pattern), "isolated"),
                                                       pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens([AddedToken("<|begin|>"), AddedToken("<|end|>")])
    return tokenizer


def main():
    folder = pathlib.Path(sys.argv[1]) / "tokenizer"
    folder.mkdir(parents=True, exist_ok=True)
    qwen3 = pathlib.Path(os.environ.get("FR_QWEN3_TOKENIZER", ROOT.parent / "shared/data/qwen3-tokenizer/tokenizer.json"))
    if qwen3.is_file():
        write(folder, "qwen3", qwen3.resolve(), Tokenizer.from_file(str(qwen3)), COUNT)
    else:
        print(f"tokenizer qwen3: skipped, no file {qwen3} (name one in FR_QWEN3_TOKENIZER)")
    found = sorted((ROOT / ".deps").rglob("SmolLM2-135M-Instruct.Q4_1.gguf"))
    gguf = pathlib.Path(os.environ.get("FR_SMOLLM2_GGUF", found[0] if found else "(none)"))
    if not gguf.is_file():
        print("tokenizer smollm2 and its variants: skipped, no GGUF below .deps (name one in FR_SMOLLM2_GGUF)")
        return
    tokenizer, tokens, merges = smollm2(gguf)
    tokenizer.save(str(folder / "smollm2_reference.json"))
    write(folder, "smollm2", gguf.resolve(), tokenizer, COUNT)
    for name, variant, count in [("flags", flags(tokens, merges), 10_000), ("llama3", llama3(tokens, merges), 10_000)]:
        path = folder / f"{name}.json"
        variant.save(str(path))
        write(folder, name, path.name, variant, count)


if __name__ == "__main__":
    main()
