"""str.lower() of every code point, alone and around a capital sigma (whose form depends on its neighbours).

Usage: make_python_lower.py OUT_FOLDER. Code points unassigned in Python's Unicode tables are left out.
"""
import json
import pathlib
import sys
import unicodedata


def main():
    out = pathlib.Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    points = [chr(c) for c in range(0x110000) if not 0xD800 <= c < 0xE000 and unicodedata.category(chr(c)) != "Cn"]
    # Private use (140,000 code points) has no case: a few stand for all.
    points = [c for c in points if unicodedata.category(c) != "Co"] + ["\ue000", "\U000f0000", "\U0010fffd"]
    with open(out / "python_lower.jsonl", "w", encoding="utf-8") as file:
        for c in points:
            for text in (c + "\u03a3", "A" + c + "\u03a3" + c + "B"):
                file.write(json.dumps({"text": text, "lower": text.lower()}) + "\n")


if __name__ == "__main__":
    main()
