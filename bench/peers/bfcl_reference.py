"""The reference harness for the benchmarks, imported without the libraries of model vendors: scoring calls none of them. Importing them, too,
takes it seconds more, which are not counted against it."""
import importlib.abc
import importlib.machinery
import os
import sys
import types

# Those that scripts/requirements-references.txt leaves out of what bfcl-eval asks for.
ABSENT = {"anthropic", "boto3", "botocore", "cohere", "datamodel_code_generator", "faiss", "google", "httpx", "mistralai", "openai", "qwen_agent",
          "sentence_transformers", "tabulate", "writerai"}


class AbsentType(type):
    """A class whose attributes are such classes."""

    def __getattr__(cls, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return absent_class(name)


def absent_class(name):
    return AbsentType(name, (Exception,), {"__init__": lambda self, *arguments, **keywords: None})


class AbsentModule(types.ModuleType):
    __path__ = []

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return absent_class(name)


class AbsentPackages(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ABSENT:
            return importlib.machinery.ModuleSpec(name, self, is_package=True)
        return None

    def create_module(self, spec):
        return AbsentModule(spec.name)

    def exec_module(self, module):
        pass


def prepare(project_root):
    """Before the first import of bfcl_eval: where it reads result/ and writes score/."""
    os.environ["BFCL_PROJECT_ROOT"] = str(project_root)
    sys.meta_path.insert(0, AbsentPackages())
