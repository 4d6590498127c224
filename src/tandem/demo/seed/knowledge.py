"""The demo lender's knowledge base: YAML files beside the seed, published as the product would publish them."""

from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

import yaml

from tandem.contexts.knowledge import api as knowledge
from tandem.kit.db import Tx


def documents() -> Iterator[dict[str, Any]]:
    """Every category file: {category, title, title_en, entries}."""
    for entry in _files():
        yield yaml.safe_load(entry.read_text("utf-8"))


def _files() -> list[Traversable]:
    folder = files("tandem.demo") / "knowledge"
    return sorted((one for one in folder.iterdir() if one.name.endswith(".yaml")), key=lambda one: one.name)


_SUBJECTS = ("smalltalk", "complaint", "fraud", "overdue.deceased", "privacy.contacts", "product.human")
"""Entries whose very subject must reach a person: their phrasings are no harmless questions."""


def everyday_questions() -> list[str]:
    """Questions as customers ask them every day, each in all its phrasings. Takes a second."""
    entries = [entry for document in documents() for entry in document["entries"]]
    kept = [entry for entry in entries if not entry["key"].startswith(_SUBJECTS)]
    return [text for entry in kept for text in (entry["question"], *(entry.get("phrasings") or ()))]


def everyday_bytes() -> bytes:
    """Another one when `everyday_questions` may be others. Milliseconds."""
    return b"\0".join([" ".join(_SUBJECTS).encode(), *(file.read_bytes() for file in _files())])


async def load(tx: Tx) -> None:
    """Publish all entries."""
    await knowledge.import_published(tx, documents())
