"""Log files of the children: appended to, cut when they grow too long."""

import shutil
from pathlib import Path
from typing import BinaryIO

_LIMIT_BYTES = 50 * 1024 * 1024


def open_log(path: Path) -> BinaryIO:
    """The file, opened so that every write goes to its end (also after it was cut)."""
    return path.open("ab", buffering=0)


def cut_long_logs(folder: Path, limit_bytes: int = _LIMIT_BYTES) -> None:
    """Moves the text of every log over the limit to NAME.log.1; the writers keep their open file."""
    for path in folder.glob("*.log"):
        if path.stat().st_size > limit_bytes:
            shutil.copyfile(path, path.with_suffix(".log.1"))
            with path.open("r+b") as file:
                file.truncate(0)


def tail(path: Path, lines: int = 12) -> str:
    """The last lines, to show a person."""
    try:
        return "\n".join(path.read_text(errors="replace").splitlines()[-lines:]) or "(empty)"
    except FileNotFoundError:
        return "(no log)"
