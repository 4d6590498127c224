"""Secrets that are made once and kept in a file."""

import os
import secrets
from pathlib import Path


def stored_secret(path: Path) -> str:
    """The secret in the file `path`; the first caller makes it (0600, folder 0700), later ones read it."""
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        pass
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_urlsafe(48))
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)  # fails if another process was first: then its secret counts
        _sync(path.parent)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return path.read_text().strip()


def _sync(folder: Path) -> None:
    """As kit.folders.sync_folder, which settings may not know: what is sealed under the secret outlives a power cut, so
    its name must too."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
