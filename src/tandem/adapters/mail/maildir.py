"""Mail in folders (Maildir): where a lender's own mail server delivers, and for the demo and tests.

`HOME/mail/<account key>/in` and `out`, each with new, cur and tmp. What was taken moves from new to cur; what cannot be
read goes to `in/refused`."""

import os
import re
import time
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex

from tandem.kit.folders import sync_folder

_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
_NAME = re.compile(r"[^/\\\x00:]{1,200}")
_SEEN = ":2,S"


@dataclass(frozen=True)
class Maildir:
    """One Maildir. `name`: of a mail, without what stands after the colon."""

    path: Path

    def waiting(self, most: int) -> list[str]:
        """Names of mails that were delivered and not taken yet, the oldest first."""
        found = (path for path in (self.path / "new").iterdir() if _is_mail(path))
        return sorted(path.name for path in found)[:most]

    def all(self, most: int) -> list[str]:
        """Names of the newest mails, taken or not, the newest first."""
        found = (path for part in ("new", "cur") for path in (self.path / part).iterdir() if _is_mail(path))
        return sorted((path.name.partition(":")[0] for path in found), reverse=True)[:most]

    def find(self, name: str) -> Path | None:
        """Where a mail lies, or None. Links are not followed."""
        if not _NAME.fullmatch(name) or name.startswith("."):
            return None
        for path in (self.path / "cur" / f"{name}{_SEEN}", self.path / "new" / name):
            if _is_mail(path):
                return path
        cur = (path for path in (self.path / "cur").iterdir() if path.name.partition(":")[0] == name)
        return next(filter(_is_mail, cur), None)

    def taken(self, name: str) -> None:
        """It is kept in the inbox: out of `new`. Twice is once."""
        path = self.path / "new" / name
        if _is_mail(path):
            path.replace(self.path / "cur" / f"{name.partition(':')[0]}{_SEEN}")

    def refused(self, name: str) -> None:
        """Put aside, for a person to look at."""
        path = self.path / "new" / name
        if _is_mail(path):
            path.replace(self.path / "refused" / name)

    def deliver(self, content: bytes) -> str:
        """Write a mail whole: there is all of it or none, also after a power cut. Its name."""
        name = f"{time.time_ns():020d}.{token_hex(8)}.tandem"
        draft = self.path / "tmp" / name
        with open(draft, "wb", opener=_private) as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self.path / "new" / name)
        sync_folder(self.path / "new")
        return name


def read(path: Path, limit: int) -> bytes:
    """At most `limit` bytes of it."""
    with path.open("rb") as file:
        return file.read(limit)


def incoming(root: Path, key: str) -> Maildir:
    """The Maildir into which mail for the account `key` is delivered, made where it is missing."""
    return _made(root, key, "in", ("new", "cur", "tmp", "refused"))


def outgoing(root: Path, key: str) -> Maildir:
    """The Maildir into which the account's answers go."""
    return _made(root, key, "out", ("new", "cur", "tmp"))


def _made(root: Path, key: str, name: str, parts: tuple[str, ...]) -> Maildir:
    if not _KEY.fullmatch(key):
        raise ValueError(f"no key of an account: {key!r}")
    path = root / key / name
    root.parent.mkdir(parents=True, exist_ok=True)
    for folder in (root, root / key, path, *(path / part for part in parts)):
        folder.mkdir(mode=0o700, exist_ok=True)
    return Maildir(path)


def _is_mail(path: Path) -> bool:
    return not path.name.startswith(".") and not path.is_symlink() and path.is_file()


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
