"""Many streams at once for minutes: no error, no answer that is another's, no growth of memory.

Every reply is greedy and of fp32, whose rows do not depend on the rows beside them, so each question has one answer, asked
for alone at first; then STREAMS clients ask all questions in
turn, and one request in ten is left in the middle.

usage: soak_served_api.py PROGRAM MODEL [--streams 64] [--minutes 5]
"""
import argparse
import http.client
import json
import sys
import tempfile
import threading
import time
from pathlib import Path
from urllib.parse import urlparse

from served_program import ServedProgram

QUESTIONS = [f"Write one sentence about the number {n}." for n in range(100, 148)]
ALLOWED_GROWTH_MB = 16


def ask(address, question, leave_after=None):
    """The streamed text, or None where this client leaves in the middle."""
    connection = http.client.HTTPConnection(address, timeout=120)
    body = {"model": "soak", "messages": [{"role": "user", "content": question}], "temperature": 0, "max_tokens": 24, "stream": True}
    connection.request("POST", "/v1/chat/completions", json.dumps(body), {"Content-Type": "application/json"})
    answer = connection.getresponse()
    if answer.status != 200:
        raise RuntimeError(f"status {answer.status}: {answer.read()[:300]}")
    text, chunks, done = "", 0, False
    for line in answer:
        if not line.startswith(b"data: "):
            continue
        if line.strip() == b"data: [DONE]":
            done = True
            break
        chunk = json.loads(line[6:])
        if "error" in chunk:
            raise RuntimeError(chunk["error"]["message"])
        text += chunk["choices"][0]["delta"].get("content") or ""
        chunks += 1
        if chunks == leave_after:
            connection.close()
            return None
    connection.close()
    if not done:
        raise RuntimeError("the stream ended early")
    return text


class Soak:
    def __init__(self, address, answers, seconds):
        self.address, self.answers, self.end = address, answers, time.time() + seconds
        self.good, self.left, self.failures = 0, 0, []
        self.lock = threading.Lock()

    def client(self, index):
        turn = 0
        while time.time() < self.end and len(self.failures) < 20:
            turn += 1
            question = QUESTIONS[(index * 7 + turn) % len(QUESTIONS)]
            leaves = (index + turn) % 10 == 0
            try:
                text = ask(self.address, question, leave_after=5 if leaves else None)
                wrong = text is not None and text != self.answers[question]
                failure = f"{question}: {text!r} is not {self.answers[question]!r}" if wrong else None
            except Exception as error:  # whatever it is, it counts
                failure = f"{question}: {type(error).__name__}: {error}"
            with self.lock:
                if failure:
                    self.failures.append(failure)
                elif text is None:
                    self.left += 1
                else:
                    self.good += 1


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("model")
    parser.add_argument("--streams", type=int, default=64)
    parser.add_argument("--minutes", type=float, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as work, ServedProgram(
            options.program, options.model, Path(work) / "log", "name=soak", f"batch_size={options.streams}",
            "log_requests=false", "dtype=fp32") as server:
        address = urlparse(server.url).netloc
        answers = {question: ask(address, question) for question in QUESTIONS}
        print(f"{len(answers)} questions, {len(set(answers.values()))} different answers", flush=True)
        soak = Soak(address, answers, options.minutes * 60)
        threads = [threading.Thread(target=soak.client, args=(index,)) for index in range(options.streams)]
        for thread in threads:
            thread.start()
        memory = []
        while any(thread.is_alive() for thread in threads):
            time.sleep(2)
            memory.append(server.resident_mb())
            if len(memory) % 15 == 0:
                print(f"{soak.good} answers, {soak.left} left, {len(soak.failures)} failures, {server.metric('replies_running'):.0f} running, {memory[-1]:.0f} MB", flush=True)
        settled = memory[len(memory) // 4:] or memory
        growth = max(settled[-3:]) - settled[0]
        print(f"{soak.good} whole answers, {soak.left} streams left in the middle, {len(soak.failures)} failures; "
              f"{settled[0]:.1f} MB after a quarter of the time, {max(settled[-3:]):.1f} MB at its end")
        print("\n".join(soak.failures[:5]))
        code = server.stop()
        if soak.failures or soak.good == 0 or growth > ALLOWED_GROWTH_MB or code != 0:
            sys.exit("FAILED")


if __name__ == "__main__":
    main()
