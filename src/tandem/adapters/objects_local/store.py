"""The local object store."""

import asyncio
import os
import re
import secrets
import time
from collections.abc import AsyncIterable, AsyncIterator, Callable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, ParamSpec, TypeVar

import structlog

from tandem.kit.folders import sync_folder
from tandem.kit.objects import ObjectMissing, ObjectStoreAway, ObjectTooLarge

log = structlog.get_logger(__name__)
P = ParamSpec("P")
R = TypeVar("R")

_KEY = re.compile(r"[0-9a-f]{40}")
_CHUNK = 256 * 1024
_ABANDONED_S = 24 * 3600


class LocalObjects:
    """See kit.objects.ObjectStore."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._incoming = root / "incoming"

    async def put(
        self, content: bytes | AsyncIterable[bytes], *, content_type: str, limit: int | None = None
    ) -> str:
        key = secrets.token_hex(20)
        file = await _in_thread(self._begin, key)
        try:
            size = 0
            async for chunk in _chunks(content):
                size += len(chunk)
                if limit is not None and size > limit:
                    raise ObjectTooLarge(params={"limit": limit})
                await _in_thread(file.write, chunk)
            await _in_thread(self._finish, key, file)
        except BaseException:
            file.close()
            with suppress(OSError):
                (self._incoming / key).unlink()
            raise
        return key

    async def open(self, key: str, *, start: int = 0, length: int | None = None) -> AsyncIterator[bytes]:
        file = await _in_thread(self._path(key).open, "rb")
        if start:
            file.seek(start)
        return _reading(file, length)

    async def size(self, key: str) -> int:
        return (await _in_thread(self._path(key).stat)).st_size

    async def delete(self, key: str) -> None:
        with suppress(ObjectMissing):
            await _in_thread(self._path(key).unlink)

    def clear_abandoned(self) -> int:
        """Remove what writers that died have left in incoming/ for more than a day; how many files."""
        removed = 0
        horizon = time.time() - _ABANDONED_S
        for draft in self._incoming.glob("*"):
            with suppress(FileNotFoundError):
                if draft.stat().st_mtime < horizon:
                    draft.unlink()
                    removed += 1
        return removed

    def _path(self, key: str) -> Path:
        if not _KEY.fullmatch(key):
            raise ObjectMissing()
        return self._root / key[-2:] / key[-4:-2] / key

    def _begin(self, key: str) -> BinaryIO:
        self._root.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._incoming.mkdir(exist_ok=True, mode=0o700)
        descriptor = os.open(self._incoming / key, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        return os.fdopen(descriptor, "wb", buffering=0)

    def _finish(self, key: str, file: BinaryIO) -> None:
        os.fsync(file.fileno())
        file.close()
        path = self._path(key)
        path.parent.parent.mkdir(exist_ok=True, mode=0o700)
        path.parent.mkdir(exist_ok=True, mode=0o700)
        (self._incoming / key).rename(path)
        for folder in (path.parent, path.parent.parent, self._root):
            sync_folder(folder)


async def _in_thread(work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    try:
        return await asyncio.to_thread(work, *args, **kwargs)
    except FileNotFoundError as error:
        raise ObjectMissing() from error
    except OSError as error:
        log.error("objects.failed", errno=error.errno, cause=type(error).__name__)
        raise ObjectStoreAway(retry_after=5) from error


async def _chunks(content: bytes | AsyncIterable[bytes]) -> AsyncIterator[bytes]:
    if isinstance(content, bytes | bytearray | memoryview):
        yield bytes(content)
        return
    async for chunk in content:
        yield chunk


async def _reading(file: BinaryIO, length: int | None) -> AsyncIterator[bytes]:
    left = length
    try:
        while left is None or left > 0:
            chunk = await _in_thread(file.read, _CHUNK if left is None else min(_CHUNK, left))
            if not chunk:
                return
            if left is not None:
                left -= len(chunk)
            yield chunk
    finally:
        file.close()
