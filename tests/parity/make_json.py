"""CPython's json, repr and float texts on random and hostile input -> OUT/json.jsonl.

Also OUT/printable.json: the code points at which str.isprintable() changes its answer, from 0 (False) on.

Each line: {"text", "repr": repr(json.loads(text)) | null, "ascii", "plain", "indented": json.dumps of the value}.
"plain" is null where the value holds a lone surrogate, which no UTF-8 text can.
"""
import json
import random
import struct
import sys
from pathlib import Path

COUNT = 12_000
LEAVES = ["null", "true", "false", "NaN", "Infinity", "-Infinity", "0", "-0", "-0.0", "1", "-7", "1.5", "1e5", "1E-7", "1e16", "1e400", "5e-324",
          "123456789012345678901234567890", "9223372036854775807", "9223372036854775808", "-9223372036854775808", '""', '"a"',
          '"\\u00e9\\n\\t"', '"\\ud83d\\ude00"', '"\\ud800"', '"\\udc00x"', '"\\ud800\\u0041"', '"é中\U0001F600"', '"\\/\\\\\\""', '"it\'s"', '"\u200b\u00a0"', '"\\u0000\\u007f"']
BROKEN = ["01", "1.", ".5", "+1", "--1", "-", "1e", "tru", "nul", "'a'", '"\t"', '"\n"', '"\\x"', '"\\u12"', '"a', "{", "[1,]", '{"a":1,}', '{"a"}', "{1:2}", "[1 2]", "1 2", "", " ", "\ufeff1", "\x0c1", "[,]", "-Inf", "nan"]


def value(rng, depth):
    kind = rng.random()
    space = lambda: rng.choice(["", "", " ", "\n", "\t\r "])
    if depth == 0 or kind < 0.4:
        if rng.random() < 0.2:
            number = struct.unpack("d", rng.randbytes(8))[0]
            return json.dumps(number)
        return rng.choice(LEAVES)
    if kind < 0.7:
        return "[" + space() + ("," + space()).join(value(rng, depth - 1) for _ in range(rng.randint(0, 4))) + space() + "]"
    keys = ['"a"', '"b"', '"a"', '""', '"\\u0061"', '"k%d"' % rng.randint(0, 30)]
    pairs = (rng.choice(keys) + space() + ":" + space() + value(rng, depth - 1) for _ in range(rng.choice([0, 1, 2, 4, 20])))
    return "{" + space() + ",".join(pairs) + space() + "}"


def mutate(rng, text):
    at = rng.randint(0, len(text))
    return rng.choice([text[:at] + text[at + 1:], text[:at] + rng.choice('{}[],:"\\0-.eu \n\x01') + text[at:], text[:at]])


def judge(text):
    out = {"text": text, "repr": None}
    try:
        loaded = json.loads(text)
    except ValueError:
        return out
    out.update(repr=repr(loaded), ascii=json.dumps(loaded), indented=json.dumps(loaded, indent=2, sort_keys=True))
    plain = json.dumps(loaded, ensure_ascii=False)
    try:
        plain.encode()
    except UnicodeEncodeError:
        plain = None
    out["plain"] = plain
    return out


def main():
    out = Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    rng = random.Random("funreason-json")
    texts = LEAVES + BROKEN
    while len(texts) < COUNT:
        text = value(rng, rng.randint(0, 4))
        texts.append(mutate(rng, text) if rng.random() < 0.3 else text)
    with open(out / "json.jsonl", "w", encoding="utf-8") as file:
        for text in texts:
            file.write(json.dumps(judge(text)) + "\n")
    printable = [chr(c).isprintable() for c in range(0x110000)]
    changes = [c for c in range(1, 0x110000) if printable[c] != printable[c - 1]]
    (out / "printable.json").write_text(json.dumps(changes))


if __name__ == "__main__":
    main()
