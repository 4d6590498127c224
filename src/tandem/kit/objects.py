"""The port of the object store: bytes that do not belong into the database (attachments, recordings)."""

from collections.abc import AsyncIterable, AsyncIterator
from typing import ClassVar, Protocol

from tandem.kit.errors import NotFound, TooLarge, Unavailable


class ObjectMissing(NotFound):
    """No object has this key (or it is no key at all). Trying again does not help."""

    default_code: ClassVar[str] = "object_missing"


class ObjectTooLarge(TooLarge):
    """The content exceeded `limit`; nothing was kept. Trying again does not help."""

    default_code: ClassVar[str] = "file_too_large"


class ObjectStoreAway(Unavailable):
    """The store cannot be reached, or is full. Worth another try later."""

    default_code: ClassVar[str] = "object_store_away"


class ObjectStore(Protocol):
    """Objects are written once and never changed. Keys are made by the store: opaque, at most 64 characters
    of [0-9a-z-], impossible to guess."""

    async def put(
        self, content: bytes | AsyncIterable[bytes], *, content_type: str, limit: int | None = None
    ) -> str:
        """Keep `content` and return its key. When this returns, the object survives a power cut.

        `limit` is in bytes. Raises ObjectTooLarge, ObjectStoreAway; then nothing is kept. An error of the
        `content` iterator passes through."""
        ...

    async def open(self, key: str, *, start: int = 0, length: int | None = None) -> AsyncIterator[bytes]:
        """The content in chunks, from byte `start`, at most `length` bytes.

        Raises ObjectMissing or ObjectStoreAway here, before the first chunk."""
        ...

    async def size(self, key: str) -> int:
        """Bytes of the object. Raises ObjectMissing, ObjectStoreAway."""
        ...

    async def delete(self, key: str) -> None:
        """Forget the object; one that does not exist is no error. Raises ObjectStoreAway."""
        ...
