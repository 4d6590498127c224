"""A small deterministic encoder for tests without models, and the child process that trains with it.

`python -m tests.contexts.bot.training.tiny <version>`."""

import asyncio
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from zlib import crc32

import numpy as np

from tandem.adapters.objects_local import LocalObjects
from tandem.contexts.bot.api.training import Learning
from tandem.contexts.knowledge.api import Vectors
from tandem.kit.db import Database

DIM = 128


class TinyEncoder:
    """Which characters and pairs of characters a text has, in so many buckets."""

    name, version, dim = "tiny", "1", DIM

    def encode(self, texts: Sequence[str]) -> Vectors:
        rows = np.zeros((len(texts), DIM), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for gram in (*text, *(text[i : i + 2] for i in range(len(text) - 1))):
                row[crc32(gram.encode()) % DIM] += 1
        lengths = np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
        return np.asarray(rows / lengths, dtype=np.float32)


class MortalEncoder(TinyEncoder):
    """Notes what it encodes in `folder`, and dies over its second chunk, once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def encode(self, texts: Sequence[str]) -> Vectors:
        log = self._folder / "encoded"
        seen = log.exists()
        with log.open("a") as file:
            file.write("".join(f"{text}\n" for text in texts))
        if seen and not (self._folder / "died").exists():
            (self._folder / "died").touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return super().encode(texts)


async def main() -> None:
    folder = Path(os.environ["TINY_FOLDER"])
    db = Database(os.environ["TANDEM_DATABASE_URL"], pool_size=2)
    encoder = MortalEncoder(folder)
    try:
        learning = Learning(db, LocalObjects(folder / "objects"), {"tiny": lambda: encoder}, int(sys.argv[1]))
        await learning.run()
    finally:
        await db.close()


if __name__ == "__main__":
    asyncio.run(main())
