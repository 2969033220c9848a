"""Pages and what the benchmark's page reader makes of them, as tests/env/html compares.

make_pages.py FOLDER [SEED] [COUNT] writes FOLDER/pages.jsonl, a line a page: page, and its forms `markdown` and `truncate`, each {"content"}
or {"error"}. Needs the environment of scripts/setup --references. Half of the pages look like pages; the others are markup at random, broken on
purpose. tests/data/pages.jsonl is what seed `slice` and count 150 give.
"""
import json
import pathlib
import random
import sys
import warnings

import html2text
from bs4 import BeautifulSoup

WORDS = ("the river runs past an old well-known mill where state-of-the-art wheels turn -- slowly -- in 1997. it's "
         "“quoted” naïve café 中文 \u00a0 x86-64 e.g. (see) [1] a*b _c_ `d` #tag http://e.org/a-b?c=d&e=f 3. 4) - + * ** ! "
         "\\* \\n verylongwordthatneverendsandgoesonandonandonandonuntilitispastthewidthofthelineandthensome {x} <3 & &amp; ' \"").split(" ")
INLINE = "b i em strong u s del strike code kbd tt a q abbr span sup small font label rt rp".split()
BLOCK = ("p div h1 h2 h3 h6 h7 ul ol li dl dt dd table tr td th thead tbody caption pre blockquote section article form center main "
         "figure template noscript textarea select option button ruby iframe svg body head title html").split()
EMPTY = "br hr img wbr input meta link".split()
REFERENCES = ("&amp; &lt; &gt; &nbsp; &quot; &apos; &copy; &mdash; &ndash; &rsquo; &hellip; &eacute; &lrm; &middot; &notit; &nosuch; &copy "
              "&amp &#65; &#x41; &#150; &#0; &#xD800; &#9; &#10; &#160; &#99999999; &#x; &#; &; & &NotEqualTilde; &NonBreakingSpace; &a-b; &x.y "
              "&#12a; &#8217; &CloseCurlyQuote;").split(" ")
BROKEN = ("<", "<<", "<a", "</", "</>", "</ p>", "</p", "</p >", "</p x=1>", "<p/>", "<br/>", "<br / >", "<!-- c -->", "<!-- c", "<!---->", "<!-->",
          "<!doctype html>", "<!x>", "<?php x ?>", "<![CDATA[ cd ]]>", "<![if IE]>y<![endif]>", "<![foo[x]]>", "<![ x", "<a href=x", "<a b='c", '<a b="c',
          "<a b=='c'd>", "<p\x00x>", "<script>var a='<p>x</p>';</script>", "<style>p{}</style>", "<script/>", "<script>x", "</script >", "<3", "< p>", "</br>", "</img>",
          "<p =x>", "<p a=b=c>", "<p 'q'>", "<a href='/u'href='/v'>", "<P CLASS=x>", "<İ>", "<x-y:z>")
ATTRIBUTES = {
    "a": ("href='/path'", "href=http://e.org/", 'href="https://e.org/a_(b)?x=1&amp;y=2"', "href='#top'", "href", "href=''", "name=x", "href='mailto:a@b.c' title='A t'",
          "href='/t' title='q\"[x]'", "href='/u v' title=' '"),
    "img": ("src=/i.png", "src='i j.png' alt='An [alt]'", "alt=only", "src", "src='' alt=''", "src=/w.png width=10 height=20 title=t", "src=http://e.org/i.png alt='http://e.org/i.png'"),
    "ol": ("start=3", "start='x'", "start=' -2 '", "start=1_0", "start", "reversed"),
    "abbr": ("title='Long form'", "title"),
    "td": ("colspan=2",),
}


def attributes(rng, name):
    choices = ATTRIBUTES.get(name, ("class='c'", "id=x", "hidden", "style='font-weight:bold'"))
    return " " + rng.choice(choices) if rng.random() < (0.85 if name in ATTRIBUTES else 0.15) else ""


def text(rng):
    parts = []
    for _ in range(rng.choice((0, 1, 1, 2, 3, 8, 40))):
        parts.append(rng.choice(REFERENCES) if rng.random() < 0.1 else rng.choice(WORDS))
        parts.append(rng.choice((" ", " ", " ", " ", "", "\n", "\t", "  \n ", "\u2003")))
    return "".join(parts)


def element(rng, depth):
    name = rng.choice(INLINE if rng.random() < 0.5 or depth <= 0 else BLOCK)
    if rng.random() < 0.12:
        name = rng.choice(EMPTY + ["img"])
        return f"<{name}{attributes(rng, name)}>"
    if name == "a" and rng.random() < 0.2:
        return "<a href='http://e.org/x'>http://e.org/x</a>"
    inside = "".join(node(rng, depth - 1) for _ in range(rng.choice((0, 1, 1, 2, 3))))
    if name in ("ul", "ol"):
        inside = "".join(f"<li>{node(rng, depth - 1)}" + rng.choice(("", "</li>", "\n", "</li>\n")) for _ in range(rng.randrange(4)))
    if name == "table":
        inside = "".join("<tr>" + "".join(f"<{rng.choice(('td', 'th'))}>{node(rng, depth - 1)}" for _ in range(rng.randrange(4))) + "</tr>" for _ in range(rng.randrange(4)))
    return f"<{name}{attributes(rng, name)}>{inside}" + ("" if rng.random() < 0.06 else f"</{name}>")


def node(rng, depth):
    return text(rng) if depth <= 0 or rng.random() < 0.45 else element(rng, depth)


def soup(rng):
    parts = []
    for _ in range(rng.randrange(1, 14)):
        kind = rng.random()
        name = rng.choice(INLINE + BLOCK + EMPTY)
        if kind < 0.3:
            parts.append(f"<{name}{attributes(rng, name)}{rng.choice(('', '', '/', ' '))}>")
        elif kind < 0.55:
            parts.append(f"</{name}>")
        elif kind < 0.8:
            parts.append(text(rng))
        else:
            parts.append(rng.choice(BROKEN + tuple(REFERENCES)))
    page = "".join(parts)
    if rng.random() < 0.1:
        page = page[: rng.randrange(len(page) + 1)]
    return page


def page(rng):
    if rng.random() < 0.5:
        return soup(rng)
    body = "".join(element(rng, 4) + rng.choice(("", "\n", " ")) for _ in range(rng.randrange(1, 6)))
    return body if rng.random() < 0.5 else f"<!DOCTYPE html>\n<html><head><title>{rng.choice(WORDS)}</title><style>p{{}}</style></head>\n<body>{body}</body></html>\n"


def outcome(make):
    try:
        return {"content": make()}
    except Exception as error:
        return {"error": str(error)}


def truncated(markup):
    tree = BeautifulSoup(markup, "html.parser")
    for item in tree(["script", "style"]):
        item.extract()
    return tree.get_text(separator="\n", strip=True)


def case(markup):
    return {"page": markup, "markdown": outcome(lambda: html2text.HTML2Text().handle(markup)), "truncate": outcome(lambda: truncated(markup))}


def main():
    warnings.simplefilter("ignore")
    folder = pathlib.Path(sys.argv[1])
    rng = random.Random(sys.argv[2] if len(sys.argv) > 2 else "pages")
    count = int(sys.argv[3]) if len(sys.argv) > 3 else 5000
    with open(folder / "pages.jsonl", "w", encoding="utf-8") as file:
        for _ in range(count):
            file.write(json.dumps(case(page(rng))) + "\n")


if __name__ == "__main__":
    main()
