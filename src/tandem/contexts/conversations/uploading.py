"""Receiving a file: read within its limit, told by its content, kept, recorded. Nothing is kept by halves."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import ClientDisconnect, Request

from tandem.contexts.access.api import Actor
from tandem.contexts.conversations.actions.attaching import add_attachment
from tandem.contexts.conversations.files import FileUrls
from tandem.kit.db import Database
from tandem.kit.errors import BadRequest, Invalid, TooLarge, UnsupportedMedia
from tandem.kit.filetypes import CheckedFile, check
from tandem.kit.ids import new_id
from tandem.kit.objects import ObjectStore

# What the parts' headers and boundaries may add to the file itself.
_ENVELOPE = 16 * 1024
# A file is looked at as a whole: so many at a time, or many large ones would fill the memory.
_AT_ONCE = 4

OPENAPI: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "properties": {"file": {"type": "string", "format": "binary"}},
                    "required": ["file"],
                }
            }
        },
    }
}
"""For the route's `openapi_extra`: the body is read by hand."""


@dataclass(frozen=True)
class Uploaded:
    """A file that was kept and recorded."""

    id: UUID
    file: CheckedFile
    size: int
    at: datetime

    def wire(self, files: FileUrls) -> dict[str, Any]:
        return {
            "id": str(self.id),
            "name": self.file.name,
            "content_type": self.file.content_type,
            "size": self.size,
            "url": files.sign(self.id, self.at),
            "width": self.file.width,
            "height": self.file.height,
        }


class Uploads:
    """Files sent as multipart/form-data in the field `file`, of at most `limit` bytes."""

    def __init__(self, db: Database, objects: ObjectStore, limit: int) -> None:
        self._db, self._objects, self._limit = db, objects, limit
        self._turn = asyncio.Semaphore(_AT_ONCE)

    async def receive(self, request: Request, conversation_id: UUID, actor: Actor) -> Uploaded:
        """Keep the request's file for a conversation that the actor may write to (the caller has checked).

        Raises BadRequest, Invalid "file_missing" or "file_empty", TooLarge "file_too_large",
        UnsupportedMedia "unsupported_media", "file_type", "file_type_mismatch" or "file_dangerous",
        ObjectStoreAway."""
        async with self._turn:
            name, claimed, content = await self._read(request)
            checked = await asyncio.to_thread(check, content, name=name, claimed=claimed)
            key = await self._objects.put(content, content_type=checked.content_type, limit=self._limit)
        try:
            return await self._record(conversation_id, actor, checked, len(content), key)
        except BaseException:
            with suppress(Exception):
                await self._objects.delete(key)
            raise

    async def _record(
        self, conversation_id: UUID, actor: Actor, checked: CheckedFile, size: int, key: str
    ) -> Uploaded:
        id_ = new_id()
        async with self._db.transaction() as tx:
            await add_attachment(
                tx, id=id_, conversation_id=conversation_id, uploaded_by=actor.label, name=checked.name,
                content_type=checked.content_type, size=size, object_key=key, width=checked.width,
                height=checked.height,
            )  # fmt: skip
            return Uploaded(id_, checked, size, tx.now)

    async def _read(self, request: Request) -> tuple[str, str | None, bytes]:
        kind = request.headers.get("content-type", "")
        if kind.split(";")[0].strip().lower() != "multipart/form-data":
            raise UnsupportedMedia()
        if "boundary=" not in kind.lower():
            raise BadRequest()
        parser = MultiPartParser(
            request.headers, self._counted(request), max_files=1, max_fields=4, max_part_size=4096
        )
        try:
            form = await parser.parse()
        except (MultiPartException, UnicodeDecodeError, KeyError, ClientDisconnect) as error:
            raise BadRequest() from error
        try:
            file = form.get("file")
            if not isinstance(file, UploadFile):
                raise Invalid("file_missing", fields=[("file", "missing")])
            content = await file.read()
        finally:
            await form.close()
        if len(content) > self._limit:
            raise self._too_large()
        return file.filename or "", file.content_type, content

    async def _counted(self, request: Request) -> AsyncGenerator[bytes, None]:
        received = 0
        async for chunk in request.stream():
            received += len(chunk)
            if received > self._limit + _ENVELOPE:
                raise self._too_large()
            yield chunk

    def _too_large(self) -> TooLarge:
        return TooLarge("file_too_large", params={"limit": self._limit}, extra={"limit": self._limit})
