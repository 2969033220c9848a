"""The installed bfcl_eval, in an environment without the vendors' SDKs: it imports them for its 175 models, and needs
none of them to read a reply or to judge it. Where an SDK is installed, the real one is imported.

As a program it is the reference's own command line:  BFCL_PROJECT_ROOT=DIR python bfcl_reference.py evaluate …
"""
import hashlib
import importlib.abc
import importlib.machinery
import os
import sys
import types

import numpy as np

SDKS = {"anthropic", "boto3", "cohere", "datamodel_code_generator", "google", "httpx", "mistralai", "openai", "qwen_agent",
        "sentence_transformers", "tabulate", "writerai"}

# Of each handler that the program reads replies like, one model of the reference's table.
MODELS = {"prompt": "Qwen/Qwen3-8B", "qwen_fc": "Qwen/Qwen3-8B-FC", "openai_fc": "openbmb/MiniCPM-SALA-FC"}


class Nameless(type):
    """Class of whatever is asked of an absent SDK: annotations, base classes and exceptions to catch."""

    def __getattr__(cls, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return Nameless(name, (Exception,), {"__init__": lambda self, *args, **settings: None})


class AbsentModule(types.ModuleType):
    __path__ = []

    def __getattr__(self, name):
        return getattr(Nameless, name) if name.startswith("__") else getattr(Nameless("absent", (), {}), name)


class AbsentSdks(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(self, name, path, target=None):
        return importlib.machinery.ModuleSpec(name, self, is_package=True) if name.split(".")[0] in SDKS else None

    def create_module(self, spec):
        return AbsentModule(spec.name)

    def exec_module(self, module):
        pass


class WordEncoder:
    """What `sentence_transformers` is to the vector memory: here the program's HashEncoder of 8 dimensions."""

    DIMENSIONS = 8

    def __init__(self, *args, **settings):
        pass

    def get_sentence_embedding_dimension(self):
        return self.DIMENSIONS

    def encode(self, texts, normalize_embeddings=True):
        return np.array([self.vector(text) for text in texts], dtype=np.float32)

    def vector(self, text):
        digests = [hashlib.sha256(word.encode()).digest()[:self.DIMENSIONS] for word in text.lower().split()]
        total = sum((np.frombuffer(digest, np.uint8) / 127.5 - 1 for digest in digests), np.zeros(self.DIMENSIONS))
        length = np.sqrt((total * total).sum())
        return total / length if length > 0 else total


def prepare(project_root):
    """To be called before bfcl_eval is imported: it makes its folders while it is."""
    os.environ.update(BFCL_PROJECT_ROOT=str(project_root), HF_HUB_OFFLINE="1")
    os.environ.setdefault("OPENAI_API_KEY", "none")
    sys.meta_path.append(AbsentSdks())


def prepare_memory():
    """Gives the vector memory an encoder without weights, the one that the program's oracle runner uses."""
    sys.modules["sentence_transformers"] = types.SimpleNamespace(SentenceTransformer=WordEncoder)


def main():
    if "BFCL_PROJECT_ROOT" not in os.environ:
        sys.exit("error: BFCL_PROJECT_ROOT is not set; the command reads its result/ and writes its score/")
    prepare(os.environ["BFCL_PROJECT_ROOT"])
    from bfcl_eval.__main__ import cli

    sys.argv[0] = "bfcl"
    cli()


if __name__ == "__main__":
    main()
