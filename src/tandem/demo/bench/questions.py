"""The demo lender's own customers' questions: every phrasing of its knowledge base."""

import random
from importlib.resources import files

import yaml


def demo_questions(seed: int = 1) -> list[str]:
    """Every question and phrasing of the packaged knowledge base, shuffled the same way each time."""
    found = [text for text, _ in demo_phrasings()]
    random.Random(seed).shuffle(found)
    return found


def demo_phrasings() -> list[tuple[str, str]]:
    """(question or phrasing, its entry's key)."""
    found: list[tuple[str, str]] = []
    for path in sorted(files("tandem.demo").joinpath("knowledge").iterdir(), key=lambda one: one.name):
        if path.name.endswith(".yaml"):
            for entry in (yaml.safe_load(path.read_text("utf-8")) or {}).get("entries", ()):
                found += [(text, entry["key"]) for text in (entry["question"], *entry.get("phrasings", ()))]
    return found
