"""Folders on disk."""

import os
from pathlib import Path


def sync_folder(folder: Path) -> None:
    """Without this a power cut may forget a new name in the folder, though not the content. Raises OSError."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
