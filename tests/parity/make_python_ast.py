"""CPython 3.11's ast on generated and mutated expressions -> OUT/python_ast.jsonl.

Each line: {"source", "unparse": text | null, "error": null | exception class of ast.parse or ast.unparse}.
"""
import ast
import json
import random
import string
import sys
import warnings
from pathlib import Path

COUNT = 30_000
NAMES = ["a", "b", "x1", "foo", "_", "json", "true", "match", "é", "ªb", "变量", "print", "data_2"]
NUMBERS = ["0", "1", "42", "-7", "0x1F", "0XaB_c", "0o17", "0b101", "1_000", "1.5", ".5", "5.", "1e10", "1E-5", "1e400", "3j", "2.5J",
           "00", "0_0", "01", "1__0", "1_", "0x", "0b2", "0o8", "1e", "1e+", "123456789012345678901234567890",
           "0xffffffffffffffffffffff", "1.e5", "01.5", "0e0", "1_0.0_1e1_0", "1e-324", "2.2250738585072014e-308", "1e16", "1e15", "9007199254740993"]
PIECES = ["a", " ", "'", '"', "\\n", "\\t", "\\\\", "\\'", '\\"', "\\x41", "\\u00e9", "\\U0001F600", "\\N{EN DASH}", "\\N{lf}",
          "\\0", "\\777", "\\q", "é", "中", "\U0001F600", "{", "}", "(", "]", "#", "\u200b", "\xa0", "\\x4", "\\ud800", "\t", "%s", "\\\n"]
BINARY = ["+", "-", "*", "/", "//", "%", "@", "**", "<<", ">>", "&", "|", "^"]
COMPARE = ["<", ">", "<=", ">=", "==", "!=", "in", "not in", "is", "is not"]
EDGES = """ 1|\\n1|1\\n|\\n 1|\\\\\\n1|1 \\\\\\n|1\\\\\\n+2|\\f1| \\f1|1\\r|(1\\r2)|(1\\r\\n+2)|f(a=1,a=2)|f(__debug__=1)|*a,b|(*a,b)|(*a)|f(*a,b=1,*c,**d)|f(**a,*b)
f(a=1,b)|1if 2else 3|0x1for x in y|x[*a]|x[*a,b]|x[a:=1]|x[a:=1:2]|x[(a:=1):2]|(yield)|yield|(yield *a)|(yield *a, b)|(yield from x)|(await x)|await x ** 2
[x async for x in y]|{**a, 1: 2}|{**a for a in b}|lambda *: 0|lambda *, a: 0|lambda a, /, b: 0|lambda a=1, b: 0|lambda **k,: 0|lambda *a,: 0|lambda *, **k: 0|lambda a, /, b=1, *c, d, e=2, **f: 0|lambda /: 0
a<>b|a!b|$|?|1 2|x.1|1.a|1..a|not a in b|a not in b|a is not b|a:=1|(a:=1)|{a:=1}|{a:=1:2}|{(a:=1):2}|f(a:=1)|f(a=b:=1)|f(x for x in y)|f(x for x in y,)|f(1, x for x in y)|f(x for x in y, 1)
[x for x in 1, 2]|[x for x in lambda: y]|[x for x in a if b if c]|[x for x in a if b else c]|[*a for a in b]|-1**2|2**-1|u'a'|U'a'|ur'a'|'a' u'b'|u'a' 'b'|rb'\\x'|b'a' 'b'|b'\\400'|b'é'
()|(,)|[,]|{,}|{1:}|{1:2,3}|a if b|a[]|a[1,]|a[::]|a[1:2:3:4]|...|....|True.x|None=1|f(None=1)|f(a.b=1)|f((a)=1)|#c|1#c|1;|(1|1)|(1]|@a|`a`|f(a,,b)|f(,)|f(*)|f(**)
[a for a.b in c]|[a for a[0], *b in c]|[a for (a,b) in c]|[a for a() in c]|[a for a, in c]|[a for *a in c]|[a for (*a,) in c]|[a for () in c]|[a for [a, (b, *c)] in d]|[a for (a) in b]|[a for (x in y) in z]
f'{x!r:>{w}}'|f'{x=}'|f'{ x = !s}'|f'{x=:>3}'|f'{}'|f'{x!z}'|f'{a["b"]}'|f'{lambda x:1}'|f'{(lambda x:1)}'|f'{x:{y:{z}}}'|f'}'|f'{{}}'|f'{x:\\n}'|f'{x}' 'a{b}' f'{y}'|f'\\N{EN DASH}{x}'|rf'\\N{x}'|f'{x:}'|f'{x!r:}'|f'{x,}'|f'{*x,}'|f'{yield}'|f'{x!=y}'|f'{{x}'|f'\\{x}'|f"{f'{1}'}"|f'{x:{{}}}'|f'{ {1:2}[1] }'|f'{"a" "b"}'|f'''{'a'}{"b"}'''
a or b or (c or d)|a and b or c and d|(a or b) and c|not (a and b)|(not a) == b|a == (b == c)|(a, b) in c|(yield) + 1|-(-1)|- -1|(-1) ** 2|(2 ** 3) ** 4|2 ** 3 ** 4|a - (b - c)|(lambda: 1)()|(lambda: 1) if a else b|a if (b if c else d) else e|(a if b else c) if d else e|(await a).b|-1 .real|1 .real|1.0.real|(1).real|True .real|'a'.b|{}.a|[].b|().c|(a := 1, b)|x[(1, 2)]|x[()]|x[(1,)]|x[lambda: 1:2]|f((yield))|{a: (yield)}|(a for b in c)(d)|1e309|-1e309|1e309j|nan|1+1e400j"""


def unescape(text):
    return text.replace("\\\\", "\0").replace("\\n", "\n").replace("\\r", "\r").replace("\\f", "\f").replace("\0", "\\")


class Generator:
    def __init__(self, rng):
        self.rng = rng

    def string(self):
        rng = self.rng
        body = "".join(rng.choice(PIECES) if rng.random() < 0.6 else rng.choice(string.printable[:94]) for _ in range(rng.randint(0, 6)))
        quote = rng.choice(["'", '"', "'''", '"""'])
        prefix = rng.choice(["", "", "", "", "r", "b", "rb", "Br", "u", "R", "f", "fr"])
        return prefix + quote + body + quote

    def fstring(self, depth):
        rng = self.rng
        inner = self.expr(min(depth, 1))
        field = "{" + inner + rng.choice(["", "", "=", " = "]) + rng.choice(["", "", "!r", "!s", "!a"]) + rng.choice(["", "", ":>10", ":{w}", ":"]) + "}"
        return "f" + rng.choice(['"%s"', "'%s'", '"""%s"""']).replace("%s", rng.choice(["", "x ", "{{"]) + field + rng.choice(["", " y", "\\n", "}}"]))

    def target(self):
        rng = self.rng
        return rng.choice([rng.choice(NAMES), "a, b", "(a, *b)", "a.b", "a[0]", "[a, b]", "*a, b", "a,"])

    def clauses(self, depth):
        out = ""
        for _ in range(self.rng.randint(1, 2)):
            out += self.rng.choice([" for ", " for ", " async for "]) + self.target() + " in " + self.expr(depth)
            if self.rng.random() < 0.4:
                out += " if " + self.expr(depth)
        return out

    def arguments(self, depth):
        rng = self.rng
        parts = [rng.choice(["", "", "*"]) + self.expr(depth) for _ in range(rng.randint(0, 2))]
        parts += [rng.choice(NAMES) + rng.choice(["=", " = "]) + self.expr(depth) for _ in range(rng.randint(0, 3))]
        if rng.random() < 0.1:
            parts.append("**" + self.expr(depth))
        if rng.random() < 0.1:
            rng.shuffle(parts)
        return ", ".join(parts) + ("," if parts and rng.random() < 0.1 else "")

    def parameters(self, depth):
        rng = self.rng
        parts = rng.sample(["a", "b=1", "*c", "*", "**d", "/", "e", "f=" + self.expr(0)], rng.randint(0, 4))
        if rng.random() < 0.6:
            parts.sort(key=lambda p: (p.startswith("**"), p.startswith("*"), "=" in p))
        return " " + ", ".join(parts) if parts else ""

    def expr(self, depth):
        rng = self.rng
        if depth <= 0 or rng.random() < 0.15:
            kind = rng.random()
            if kind < 0.35:
                return rng.choice(NAMES)
            if kind < 0.6:
                return rng.choice(NUMBERS) if rng.random() < 0.3 else rng.choice(NUMBERS[:17])
            if kind < 0.9:
                return self.string() if rng.random() < 0.4 else repr("".join(rng.choice("ab '\"\né") for _ in range(3)))
            return rng.choice(["None", "True", "False", "...", "()", "[]", "{}"])
        e = lambda: self.expr(depth - 1)
        s = lambda: rng.choice(["", " ", " ", "  "])
        many = lambda: ("," + s()).join(rng.choice(["", "", "", "*"]) + e() for _ in range(rng.randint(1, 3))) + rng.choice(["", ","])
        return rng.choice([
            lambda: e() + s() + rng.choice(BINARY) + s() + e(),
            lambda: e() + s() + rng.choice(BINARY) + s() + e(),
            lambda: e() + f" {rng.choice(COMPARE)} " + e() + (f" {rng.choice(COMPARE)} " + e() if rng.random() < 0.3 else ""),
            lambda: rng.choice(["-", "+", "~", "not "]) + e(),
            lambda: e() + f" {rng.choice(['and', 'or'])} " + e() + (f" {rng.choice(['and', 'or'])} " + e() if rng.random() < 0.3 else ""),
            lambda: "(" + e() + ")",
            lambda: "(" + many() + ")",
            lambda: "[" + s() + many() + s() + "]",
            lambda: "{" + many() + "}",
            lambda: "{" + ", ".join(e() + ":" + s() + e() for _ in range(rng.randint(1, 2))) + rng.choice(["", ", **" + e()]) + "}",
            lambda: e() + "(" + self.arguments(depth - 1) + ")",
            lambda: rng.choice(NAMES) + "(" + self.arguments(depth - 1) + ")",
            lambda: "[" + rng.choice(NAMES) + "." + rng.choice(NAMES) + "(" + self.arguments(depth - 1) + ")]",
            lambda: e() + "." + rng.choice(NAMES),
            lambda: e() + "[" + rng.choice([e(), many(), ":", e() + ":", "::" + e(), e() + ":" + e() + ", *" + e()]) + "]",
            lambda: e() + " if " + e() + " else " + e(),
            lambda: "lambda" + self.parameters(depth) + ": " + e(),
            lambda: "[" + e() + self.clauses(depth - 1) + "]",
            lambda: "(" + e() + self.clauses(depth - 1) + ")",
            lambda: "{" + e() + ": " + e() + self.clauses(depth - 1) + "}",
            lambda: "(" + rng.choice(NAMES) + " := " + e() + ")",
            lambda: "(yield " + e() + ")",
            lambda: "(yield from " + e() + ")",
            lambda: "await " + e(),
            lambda: self.string() + s() + self.string(),
            lambda: self.fstring(depth - 1),
            lambda: "(\n" + e() + " # note\n)",
        ])()

    def mutate(self, text):
        rng = self.rng
        for _ in range(rng.randint(1, 3)):
            at = rng.randint(0, len(text))
            kind = rng.randint(0, 4)
            if kind == 0:
                text = text[:at] + text[at + rng.randint(1, 3):]
            elif kind == 1:
                text = text[:at] + rng.choice(list("()[]{},:=.*'\"\\ \n#@!-+0_jeE\t\x0c\r;") + BINARY + COMPARE + ["lambda ", " for ", " in ", "if", "é", "\x00", "\ufeff"]) + text[at:]
            elif kind == 2:
                end = min(len(text), at + rng.randint(1, 8))
                text = text[:end] + text[at:end] + text[end:]
            elif kind == 3 and at + 1 < len(text):
                text = text[:at] + text[at + 1] + text[at] + text[at + 2:]
            else:
                text = text[:at] + rng.choice(string.printable) + text[at + 1:]
        return text


def judge(source):
    try:
        tree = ast.parse(source, mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        # null bytes: ValueError up to 3.11.3, SyntaxError since
        is_syntax = isinstance(error, SyntaxError) or "null bytes" in str(error)
        name = "SyntaxError" if is_syntax else type(error).__name__
        return {"source": source, "unparse": None, "error": name}
    try:
        return {"source": source, "unparse": ast.unparse(tree), "error": None}
    except (ValueError, RecursionError) as error:
        return {"source": source, "unparse": None, "error": "unparse " + type(error).__name__}


def main():
    warnings.simplefilter("ignore")
    out = Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    rng = random.Random("funreason-python-ast")
    generator = Generator(rng)
    sources = [unescape(edge) for line in EDGES.split("\n") for edge in line.split("|")]
    # a literal `|` separates the edges above, so those with one are here
    sources += ["a | b", "a || b", "(a | b) & c", "a | b & c", "*a | b, c", "[*a | b]", "for", "", " ", "\n", "(" * 200 + ")" * 200, "(" * 201 + ")" * 201]
    while len(sources) < COUNT:
        text = generator.expr(rng.randint(0, 4))
        if len(text) < 600:
            sources.append(generator.mutate(text) if rng.random() < 0.5 else text)
    with open(out / "python_ast.jsonl", "w", encoding="utf-8") as file:
        for source in sources:
            file.write(json.dumps(judge(source)) + "\n")


if __name__ == "__main__":
    main()
