"""Where an account's letters lie."""

import re
from dataclasses import dataclass
from pathlib import Path

_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")


@dataclass(frozen=True)
class Folders:
    """The folders of one account."""

    incoming: Path
    done: Path
    refused: Path
    outgoing: Path


def folders_of(root: Path, key: str) -> Folders:
    """The folders of the account `key`, made where they are missing."""
    if not _KEY.fullmatch(key):
        raise ValueError(f"no key of an account: {key!r}")
    made = Folders(*(root / key / name for name in ("in", "done", "refused", "out")))
    for folder in (made.incoming, made.done, made.refused, made.outgoing):
        folder.mkdir(parents=True, exist_ok=True)
    return made
