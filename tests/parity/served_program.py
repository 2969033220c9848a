"""`funreason serve` as a child process, for checks that ask it as its users do."""
import os
import re
import signal
import subprocess
import time
import urllib.request
from pathlib import Path


class ServedProgram:
    """A server on a free port; what it logs goes to `log`."""

    def __init__(self, program, model, log, *settings):
        self.log = Path(log)
        with self.log.open("w") as out:
            self.process = subprocess.Popen([program, "serve", f"model={model}", "port=0", *settings], stdout=out, stderr=out,
                                            env={**os.environ, "FUNREASON_TEST_KEY": "test-key"})
        self.url = self.wait_until_ready()

    def wait_until_ready(self):
        for _ in range(600):
            found = re.search(r"at (http://\S+/v1)", self.log.read_text())
            if found:
                return found.group(1)
            if self.process.poll() is not None:
                break
            time.sleep(0.1)
        raise SystemExit(f"error: the server did not start: {self.log.read_text()}")

    def get(self, path):
        request = urllib.request.Request(self.url.removesuffix("/v1") + path, headers={"Authorization": "Bearer test-key"})
        with urllib.request.urlopen(request) as answer:
            return answer.read().decode()

    def metric(self, name):
        return float(re.search(rf"^funreason_{name} (\S+)$", self.get("/metrics"), re.M).group(1))

    def resident_mb(self):
        return int(re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{self.process.pid}/status").read_text()).group(1)) / 1024

    def stop(self):
        """Ends it as a supervisor would; returns its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(60)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
