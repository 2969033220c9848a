"""`funreason serve` as its users meet it: the official `openai` client, and the benchmark's own `bfcl generate`, whose
results `bfcl evaluate` then scores.

usage: check_served_api.py PROGRAM MODEL [--work DIR]
"""
import argparse
import json
import math
import os
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import openai

from served_program import ServedProgram

HERE = Path(__file__).resolve().parent
NAME = "openbmb/MiniCPM-SALA-FC"  # a model of the benchmark's table that it asks through OpenAI's client, with tools
IDS = {"simple_python": ["simple_python_0", "simple_python_3"], "multiple": ["multiple_1"], "parallel": ["parallel_0"],
       "irrelevance": ["irrelevance_0"]}
WEATHER = {"type": "function",
           "function": {"name": "get_weather", "description": "Get the weather of a city.",
                        "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}}}


def user(text):
    return [{"role": "user", "content": text}]


def check(holds, what):
    if not holds:
        raise SystemExit(f"FAILED: {what}")
    print(f"ok: {what}")


def check_chat(client):
    asked = dict(model=NAME, messages=user("What is the capital of France?"), max_tokens=24, temperature=0)
    whole = client.chat.completions.create(**asked)
    text = whole.choices[0].message.content
    check("Paris" in text, f"a chat is answered: {text!r}")
    check(whole.usage.total_tokens == whole.usage.prompt_tokens + whole.usage.completion_tokens, "its usage adds up")
    chunks = list(client.chat.completions.create(**asked, stream=True, stream_options={"include_usage": True}))
    streamed = "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)
    check(streamed == text, "a stream says the same")
    check(chunks[-1].usage == whole.usage and chunks[-2].choices[0].finish_reason == whole.choices[0].finish_reason,
          "with the same usage and end")
    with client.chat.completions.stream(**asked) as stream:
        check(stream.get_final_completion().choices[0].message.content == text, "the client's stream helper agrees")
    check(client.chat.completions.create(**asked, stop=["Paris"]).choices[0].message.content == text.split("Paris")[0],
          "a stop text cuts it")
    drawn = dict(model=NAME, messages=user("Say a random word."), max_tokens=12, temperature=1.5)
    two = [client.chat.completions.create(**drawn, n=3, seed=5) for _ in range(2)]
    texts = [[choice.message.content for choice in one.choices] for one in two]
    check(texts[0] == texts[1] and len(set(texts[0])) > 1, "n choices differ, and a seed brings them back")


def check_logprobs(client):
    asked = dict(model=NAME, messages=user("What is the capital of France?"), max_tokens=8, temperature=0, logprobs=True, top_logprobs=5)
    choice = client.chat.completions.create(**asked).choices[0]
    content = choice.logprobs.content
    check(b"".join(bytes(token.bytes) for token in content).decode() == choice.message.content, "log-probs of every token")
    check(all(len(token.top_logprobs) == 5 for token in content), "beside the likeliest ones")
    check(all(token.logprob == token.top_logprobs[0].logprob and token.token == token.top_logprobs[0].token for token in content),
          "a greedy token is the likeliest")
    check(all(sum(math.exp(each.logprob) for each in token.top_logprobs) <= 1.0001 for token in content), "no more than all")
    chunks = list(client.chat.completions.create(**asked, stream=True))
    streamed = [token for chunk in chunks for choice in chunk.choices if choice.logprobs for token in choice.logprobs.content]
    check([token.token for token in streamed] == [token.token for token in content], "the same in a stream")
    text = client.completions.create(model=NAME, prompt="The capital of France is", max_tokens=4, temperature=0, logprobs=2)
    check(len(text.choices[0].logprobs.tokens) == 4 and "".join(text.choices[0].logprobs.tokens) == text.choices[0].text,
          f"log-probs of a completion: {text.choices[0].text!r}")


def check_shaping(client):
    def text_of(prompt, **changes):
        return client.completions.create(**{"model": NAME, "prompt": prompt, "max_tokens": 12, "temperature": 0, **changes}).choices[0].text

    word = text_of("The", max_tokens=1, logit_bias={"1000": 100})
    forced = text_of("The capital of France is", max_tokens=3, logit_bias={"1000": 100})
    check(word and forced == word * 3, f"a bias of 100 forces a token: {forced!r}")
    round_and_round = text_of("one two one two one two one two one")
    varied = text_of("one two one two one two one two one", extra_body={"repetition_penalty": 2.0})
    check(varied != round_and_round, f"a repetition penalty: {round_and_round!r} becomes {varied!r}")
    for changes in ({"presence_penalty": 2}, {"frequency_penalty": 2}):
        check(text_of("one one one", **changes) != text_of("one one one"), f"{changes} changes what is repeated")
    drawn = dict(temperature=2, seed=5)
    check(text_of("Once", **drawn, extra_body={"min_p": 1.0}) == text_of("Once", **drawn, extra_body={"top_k": 1}) == text_of("Once"),
          "min_p 1 and top_k 1 leave the likeliest token")


def check_tools(client):
    named = {"type": "function", "function": {"name": "get_weather"}}
    asked = dict(model=NAME, messages=user("What is the weather in Paris?"), tools=[WEATHER], temperature=0, max_tokens=60)
    for choice in ("auto", "none"):
        message = client.chat.completions.create(**asked, tool_choice=choice).choices[0].message
        check(message.content is not None or message.tool_calls, f"tools with tool_choice {choice}: {message.content!r}")
    forced = client.chat.completions.create(**asked, tool_choice=named).choices[0]
    calls = forced.message.tool_calls or []
    check((calls or forced.finish_reason == "length") and all(call.function.name == "get_weather" and isinstance(json.loads(call.function.arguments), dict) for call in calls),
          f"a named tool: {[call.function for call in calls]} {forced.message.content!r}")
    chunks = list(client.chat.completions.create(**asked, tool_choice=named, stream=True))
    streamed = [call for chunk in chunks for call in chunk.choices[0].delta.tool_calls or []]
    check([(call.function.name, call.function.arguments) for call in streamed] ==
          [(call.function.name, call.function.arguments) for call in calls], "the same in a stream")
    for choice, strict in (("required", False), ("auto", True)):
        tool = {"type": "function", "function": {**WEATHER["function"], "strict": strict}}
        said = client.chat.completions.create(**{**asked, "tools": [tool]}, tool_choice=choice).choices[0]
        made = [json.loads(call.function.arguments) for call in said.message.tool_calls or []]
        check((made or strict or said.finish_reason == "length") and all(isinstance(arguments["city"], str) for arguments in made), f"{choice}, strict {strict}: {made}")
    schema = {"type": "object", "properties": {"warm": {"type": "boolean"}}, "required": ["warm"], "additionalProperties": False}
    for form in ({"type": "json_object"}, {"type": "json_schema", "json_schema": {"name": "w", "strict": True, "schema": schema}}):
        said = client.chat.completions.create(model=NAME, messages=user("Is it warm?"), response_format=form, temperature=0,
                                              max_tokens=200).choices[0]
        check(said.finish_reason == "length" or isinstance(json.loads(said.message.content), dict), f"{form['type']}: {said.message.content!r}")
    history = user("Weather in Paris?") + [
        {"role": "assistant", "content": None, "tool_calls": [{"id": "call_1", "type": "function", "function": {
            "name": "get_weather", "arguments": '{"city": "Paris"}'}}]},
        {"role": "tool", "tool_call_id": "call_1", "content": "Sunny, 21 degrees."}]
    answer = client.chat.completions.create(model=NAME, messages=history, tools=[WEATHER], max_tokens=30, temperature=0)
    check(answer.choices[0].message is not None, f"a result is answered: {answer.choices[0].message.content!r}")


def check_errors(client, url):
    def refused(kind, **changes):
        try:
            client.chat.completions.create(**{"model": NAME, "messages": user("Hi"), **changes})
        except kind as error:
            check(error.body["message"], f"{kind.__name__}: {error.body['message']}")
            return
        check(False, f"{kind.__name__} for {changes}")

    refused(openai.NotFoundError, model="gpt-5")
    refused(openai.BadRequestError, logit_bias={"no id": 1})
    refused(openai.BadRequestError, presence_penalty=2.5)
    refused(openai.BadRequestError, messages=user("word " * 20000))
    refused(openai.BadRequestError, tools=[WEATHER], tool_choice={"type": "function", "function": {"name": "nobody"}})
    refused(openai.BadRequestError, response_format={"type": "yaml"})
    try:
        openai.OpenAI(base_url=url, api_key="wrong").models.list()
        check(False, "a wrong key")
    except openai.AuthenticationError as error:
        check(True, f"AuthenticationError: {error.body['message']}")


def check_side_by_side(client):
    questions = [f"What is {n} plus {n}?" for n in range(2, 10)]
    ask = lambda question: client.chat.completions.create(model=NAME, messages=user(question), max_tokens=16, temperature=0).choices[0].message.content
    alone = [ask(question) for question in questions]
    together = [None] * len(questions)

    def one(index):
        together[index] = ask(questions[index])

    threads = [threading.Thread(target=one, args=(index,)) for index in range(len(questions))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    check(together == alone, "replies side by side are those of requests alone")


def check_cancellation(client, server):
    stream = client.chat.completions.create(model=NAME, messages=user("Tell me a very long story."), max_tokens=2000, stream=True)
    next(iter(stream))
    stream.close()
    for _ in range(100):
        if server.metric("replies_running") == 0 and server.metric("replies_cancelled_total") >= 1:
            return check(True, "a stream that its client closes is cancelled")
        threading.Event().wait(0.1)
    check(False, "a stream that its client closes is cancelled")


def check_bfcl(url, work):
    (work / "test_case_ids_to_generate.json").write_text(json.dumps(IDS))
    environment = {**os.environ, "BFCL_PROJECT_ROOT": str(work), "OPENAI_BASE_URL": url, "OPENAI_API_KEY": "test-key"}

    def bfcl(*arguments):
        done = subprocess.run([sys.executable, HERE / "bfcl_reference.py", *arguments], env=environment, text=True, capture_output=True)
        check(done.returncode == 0, f"bfcl {arguments[0]} ends well{'' if done.returncode == 0 else ': ' + done.stdout[-2000:] + done.stderr[-2000:]}")

    bfcl("generate", "--model", NAME, "--run-ids", "--num-threads", "4", "--allow-overwrite")
    lines = [json.loads(line) for file in (work / "result").rglob("*_result.json") for line in file.read_text().splitlines()]
    check(sorted(line["id"] for line in lines) == sorted(sum(IDS.values(), [])), "every entry has a result")
    check(all(line["result"] and not str(line["result"]).startswith("Error during inference") for line in lines),
          "none of them is an error")
    check(all(line["input_token_count"] > 0 and line["output_token_count"] > 0 for line in lines), "with its tokens counted")
    bfcl("evaluate", "--model", NAME, "--partial-eval", "--test-category", ",".join(IDS))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("model")
    parser.add_argument("--work")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        work = Path(options.work or scratch).resolve()
        work.mkdir(parents=True, exist_ok=True)
        with ServedProgram(options.program, options.model, work / "serve.log", f"name={NAME}",
                           "api_key_env=FUNREASON_TEST_KEY", "limits.max_tokens=128") as server:
            client = openai.OpenAI(base_url=server.url, api_key="test-key", max_retries=0)
            check([model.id for model in client.models.list()] == [NAME], "the model is listed")
            check(client.models.retrieve(NAME).id == NAME, "and found by its name")
            check_chat(client)
            check_logprobs(client)
            check_shaping(client)
            check_tools(client)
            check_errors(client, server.url)
            check_side_by_side(client)
            check_cancellation(client, server)
            check_bfcl(server.url, work)
            check(server.stop() == 0, "SIGTERM ends it with exit code 0")


if __name__ == "__main__":
    main()
