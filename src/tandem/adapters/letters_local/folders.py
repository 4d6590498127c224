"""Where an account's letters lie. What people wrote is nobody's business but the product's user's: 0700, 0600."""

import re
from dataclasses import dataclass
from hashlib import sha256
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
    """The folders of the account `key`, made where they are missing; those that are there keep their rights."""
    if not _KEY.fullmatch(key):
        raise ValueError(f"no key of an account: {key!r}")
    made = Folders(*(root / key / name for name in ("in", "done", "refused", "out")))
    root.parent.mkdir(parents=True, exist_ok=True)
    for folder in (root, root / key, made.incoming, made.done, made.refused, made.outgoing):
        folder.mkdir(mode=0o700, exist_ok=True)
    return made


def folder_name(number: str) -> str:
    """Of the letter with the mail room's `number`, under `done`: names of files are used again, numbers are not."""
    return sha256(number.encode("utf-8", "replace")).hexdigest()[:16]


def unused(path: Path) -> Path:
    """`path`, or `NAME.2.json`, `NAME.3.json` … beside it: nothing is overwritten."""
    number, free = 1, path
    while free.exists() or free.is_symlink():
        number += 1
        free = path.with_name(f"{path.stem}.{number}{path.suffix}")
    return free
