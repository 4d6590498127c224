"""/files: the bytes of attachments, by signed address; and the agents' uploads."""

import re
from typing import Annotated, Any
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel

from tandem.contexts.access.api import CurrentStaff
from tandem.contexts.conversations.actions.attaching import find_attachment
from tandem.contexts.conversations.endpoints.access import acting_on
from tandem.contexts.conversations.files import Files
from tandem.contexts.conversations.uploading import OPENAPI, Uploads
from tandem.kit.db import Database
from tandem.kit.errors import NotFound
from tandem.kit.http import Db
from tandem.kit.objects import ObjectStore

_RANGE = re.compile(r"bytes=(\d*)-(\d*)")
_WEEK_S = 7 * 24 * 3600
_SHOWN = ("image/", "audio/", "video/")
_PDF = "application/pdf"
# The browser's own PDF viewer does not start in a sandbox; everything else is kept in one.
_ALONE = "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'"
_BOXED = _ALONE + "; sandbox"


class AttachmentOut(BaseModel):
    id: UUID
    name: str
    content_type: str
    size: int
    url: str
    width: int | None
    height: int | None
    duration_ms: int | None


class FileNotFound(NotFound):
    """No such file, or its address was not made here or has expired: read the message again."""

    default_code = "file_not_found"


def router(db: Database, objects: ObjectStore, *, attachment_bytes: int) -> APIRouter:
    """GET /files/{id} for everybody with the address; POST /conversations/{id}/attachments for staff."""
    api = APIRouter(tags=["files"])
    uploads = Uploads(db, objects, attachment_bytes)

    @api.get(
        "/files/{file_id}",
        response_class=Response,
        responses={200: {"content": {"application/octet-stream": {}}}, 206: {"description": "A part of it"}},
    )
    async def read_file(
        request: Request,
        db: Db,
        files: Files,
        file_id: UUID,
        e: Annotated[int, Query(ge=0, le=2**53)],
        s: Annotated[str, Query(max_length=64, pattern=r"^[A-Za-z0-9_=-]*$")],
    ) -> Response:
        """The bytes of an attachment. 404 "file_not_found" for an address that does not hold (any more)."""
        if not files.valid(file_id, e, s, db.clock.now()):
            raise FileNotFound()
        async with db.transaction() as tx:
            row = await find_attachment(tx, file_id)
        if row is None:
            raise FileNotFound()
        headers = _headers(row)
        if request.headers.get("if-none-match") == headers["etag"]:
            return Response(status_code=304, headers=headers)
        span = _span(request.headers.get("range"), row.size)
        if span is None:
            headers["content-length"] = str(row.size)
            return StreamingResponse(await objects.open(row.object_key), 200, headers)
        start, length = span
        if length <= 0:
            return Response(status_code=416, headers={"content-range": f"bytes */{row.size}"})
        headers["content-length"] = str(length)
        headers["content-range"] = f"bytes {start}-{start + length - 1}/{row.size}"
        part = await objects.open(row.object_key, start=start, length=length)
        return StreamingResponse(part, 206, headers)

    @api.post(
        "/conversations/{conversation_id}/attachments",
        response_model=AttachmentOut,
        status_code=201,
        openapi_extra=OPENAPI,
    )
    async def create_attachment(
        request: Request, db: Db, actor: CurrentStaff, files: Files, conversation_id: UUID
    ) -> dict[str, Any]:
        """Upload a file to send it with a message then. 413 "file_too_large", 415 "file_type"."""
        actor.require("conversations.reply")
        async with acting_on(db, actor, conversation_id, "attached"):
            pass
        return (await uploads.receive(request, conversation_id, actor)).wire(files)

    return api


def _headers(row: Any) -> dict[str, str]:
    """Shown only where it cannot run as a page of ours; saved otherwise."""
    content_type = row.content_type
    inline = content_type.startswith(_SHOWN) or content_type == _PDF
    text = content_type.startswith("text/")
    shown = "inline" if inline else "attachment"
    return {
        "content-type": f"{content_type}; charset=utf-8" if text else content_type,
        "content-disposition": f"{shown}; filename*=UTF-8''{quote(row.name, safe='')}",
        "content-security-policy": _ALONE if content_type == _PDF else _BOXED,
        "x-content-type-options": "nosniff",
        # Pages on other sites show these pictures; the address is the permission.
        "cross-origin-resource-policy": "cross-origin",
        "cache-control": f"private, max-age={_WEEK_S}, immutable",
        "accept-ranges": "bytes",
        "etag": f'"{row.id}"',
    }


def _span(header: str | None, size: int) -> tuple[int, int] | None:
    """(start, length) of the one range asked for; None for the whole. A length of 0 cannot be satisfied."""
    found = _RANGE.fullmatch(header.strip()) if header else None
    if found is None or (not found[1] and not found[2]) or len(found[0]) > 60:
        return None
    if not found[1]:
        length = min(int(found[2]), size)
        return size - length, length
    start = int(found[1])
    end = min(int(found[2]), size - 1) if found[2] else size - 1
    if found[2] and int(found[2]) < start:
        return None
    return start, max(0, end - start + 1) if start < size else 0
