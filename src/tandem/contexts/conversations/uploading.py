"""Receiving a file: read within its limit, told by its content, kept, recorded. Nothing is kept by halves."""

import asyncio
import re
from collections.abc import AsyncGenerator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import ClientDisconnect, Request

from tandem.contexts.access.api import Actor
from tandem.contexts.conversations.actions.attaching import add_attachment
from tandem.contexts.conversations.files import FileUrls
from tandem.kit.db import Database
from tandem.kit.errors import BadRequest, Forbidden, Invalid, TooLarge, UnsupportedMedia
from tandem.kit.filetypes import CheckedFile, check
from tandem.kit.ids import new_id
from tandem.kit.objects import ObjectStore

# What the parts' headers and boundaries may add to the file itself.
_ENVELOPE = 16 * 1024
# A file is looked at as a whole: so many at a time, or many large ones would fill the memory.
_AT_ONCE = 4
# A telephone on a poor line takes a minute for the largest file; who takes longer has gone, or holds sockets open.
_COMES_WITHIN_S = 120.0

VOICE_MS = 61_000
"""The longest voice note: a minute, and the moment that recorders take to stop."""
_VOICE_BYTES = 2 * 1024 * 1024

OPENAPI: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "properties": {
                        "file": {"type": "string", "format": "binary"},
                        "duration_ms": {
                            "type": "integer",
                            "minimum": 1,
                            "maximum": VOICE_MS,
                            "description": "Makes an audio file a voice note, this long",
                        },
                    },
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
    duration_ms: int | None = None

    def wire(self, files: FileUrls) -> dict[str, Any]:
        return {
            "id": str(self.id),
            "name": self.file.name,
            "content_type": self.file.content_type,
            "size": self.size,
            "url": files.sign(self.id, self.at),
            "width": self.file.width,
            "height": self.file.height,
            "duration_ms": self.duration_ms,
        }


class Uploads:
    """Files sent as multipart/form-data in the field `file`, of at most `limit` bytes."""

    def __init__(self, db: Database, objects: ObjectStore, limit: int) -> None:
        self._db, self._objects, self._limit = db, objects, limit
        self._turn = asyncio.Semaphore(_AT_ONCE)

    async def receive(
        self, request: Request, conversation_id: UUID, actor: Actor, *, voice: bool = True
    ) -> Uploaded:
        """Keep the request's file for a conversation that the actor may write to (the caller has checked).

        Raises BadRequest (also "upload_too_slow": two minutes at most), Invalid "file_missing" or "file_empty",
        TooLarge "file_too_large", UnsupportedMedia "unsupported_media", "file_type", "file_type_mismatch" or
        "file_dangerous", ObjectStoreAway. With `duration_ms` it is a voice note: at most a minute, audio, small;
        Forbidden "voice_off" without `voice`."""
        form = await self._arrived(request)  # who sends slowly takes nobody's turn
        try:
            async with self._turn:
                sent = await self._read(form)
                if sent.duration_ms is not None and not voice:
                    raise Forbidden("voice_off")
                content = sent.content
                checked = await asyncio.to_thread(check, content, name=sent.name, claimed=sent.claimed)
                if sent.duration_ms is not None:
                    _check_voice(checked, len(content))
                key = await self._objects.put(content, content_type=checked.content_type, limit=self._limit)
        finally:
            await form.close()
        try:
            return await self._record(conversation_id, actor, checked, sent, key)
        except BaseException:
            with suppress(Exception):
                await self._objects.delete(key)
            raise

    async def _record(
        self, conversation_id: UUID, actor: Actor, checked: CheckedFile, sent: "_Sent", key: str
    ) -> Uploaded:
        id_, size = new_id(), len(sent.content)
        async with self._db.transaction() as tx:
            await add_attachment(
                tx, id=id_, conversation_id=conversation_id, uploaded_by=actor.label, name=checked.name,
                content_type=checked.content_type, size=size, object_key=key, width=checked.width,
                height=checked.height, duration_ms=sent.duration_ms,
            )  # fmt: skip
            return Uploaded(id_, checked, size, tx.now, sent.duration_ms)

    async def _arrived(self, request: Request) -> FormData:
        """The whole body, on the disk from a megabyte on."""
        kind = request.headers.get("content-type", "")
        if kind.split(";")[0].strip().lower() != "multipart/form-data":
            raise UnsupportedMedia()
        if "boundary=" not in kind.lower():
            raise BadRequest()
        parser = MultiPartParser(
            request.headers, self._counted(request), max_files=1, max_fields=4, max_part_size=4096
        )
        try:
            async with asyncio.timeout(_COMES_WITHIN_S):
                return await parser.parse()
        except TimeoutError as error:
            raise BadRequest("upload_too_slow") from error
        except (MultiPartException, UnicodeDecodeError, KeyError, ClientDisconnect) as error:
            raise BadRequest() from error

    async def _read(self, form: FormData) -> "_Sent":
        file = form.get("file")
        if not isinstance(file, UploadFile):
            raise Invalid("file_missing", fields=[("file", "missing")])
        content = await file.read()
        duration_ms = _duration(form.get("duration_ms"))
        if len(content) > self._limit:
            raise self._too_large()
        return _Sent(file.filename or "", file.content_type, content, duration_ms)

    async def _counted(self, request: Request) -> AsyncGenerator[bytes, None]:
        received = 0
        async for chunk in request.stream():
            received += len(chunk)
            if received > self._limit + _ENVELOPE:
                raise self._too_large()
            yield chunk

    def _too_large(self) -> TooLarge:
        return TooLarge("file_too_large", params={"limit": self._limit}, extra={"limit": self._limit})


@dataclass(frozen=True)
class _Sent:
    name: str
    claimed: str | None
    content: bytes
    duration_ms: int | None


def _duration(value: object) -> int | None:
    """How long a voice note is, as its recorder counted; None for other files."""
    if value is None:
        return None
    if not isinstance(value, str) or not re.fullmatch(r"[0-9]{1,9}", value):
        raise Invalid("voice_duration", fields=[("duration_ms", "a whole number of milliseconds")])
    if not 1 <= int(value) <= VOICE_MS:
        raise Invalid("voice_duration", fields=[("duration_ms", f"1 to {VOICE_MS}")])
    return int(value)


def _check_voice(checked: CheckedFile, size: int) -> None:
    if checked.kind != "audio":
        raise UnsupportedMedia("voice_type")
    if size > _VOICE_BYTES:
        raise TooLarge("file_too_large", params={"limit": _VOICE_BYTES}, extra={"limit": _VOICE_BYTES})
