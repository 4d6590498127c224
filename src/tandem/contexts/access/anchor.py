"""The anchor: the chain's head, kept outside the database, where who can write tables cannot reach it."""

import os
from pathlib import Path

from tandem.contexts.access.chain import Head

NAME = "audit_anchor"


class AnchorFile:
    """`<home>/secrets/audit_anchor`, one line `SEQ:HASH`."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / NAME

    def read(self) -> Head | None:
        """The last head noted; None when there is none. Raises ValueError for an unreadable one."""
        try:
            return Head.parse(self.path.read_text("ascii"))
        except FileNotFoundError:
            return None

    def write(self, head: Head) -> None:
        """Replace the anchor in one step. Raises OSError."""
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = self.path.with_name(f".{NAME}.{os.getpid()}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(f"{head}\n")
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self.path)
