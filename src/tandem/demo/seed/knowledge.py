"""The demo lender's knowledge base: YAML files beside the seed, published as the product would publish them."""

from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import yaml

from tandem.contexts.knowledge import api as knowledge
from tandem.kit.db import Tx


def documents() -> Iterator[dict[str, Any]]:
    """Every category file: {category, title, title_en, entries}."""
    folder = files("tandem.demo") / "knowledge"
    for entry in sorted(folder.iterdir(), key=lambda f: f.name):
        if entry.name.endswith(".yaml"):
            yield yaml.safe_load(entry.read_text("utf-8"))


async def load(tx: Tx) -> None:
    """Publish all entries."""
    await knowledge.import_published(tx, documents())
