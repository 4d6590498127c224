"""Files of customers: checked, limited, kept whole or not at all, served by signed address only."""

import asyncio
import struct
import zlib
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select
from starlette.requests import Request

from tandem.adapters.objects_local import LocalObjects
from tandem.contexts.access.api import Actor
from tandem.contexts.conversations import uploading
from tandem.contexts.conversations.api import FileUrls
from tandem.contexts.conversations.models import attachment_table
from tandem.kit.errors import BadRequest
from tandem.kit.ids import new_id

from .conftest import SECRET, Visitor, World


def png(width: int = 3, height: int = 2) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = (b"\0" + b"\1\2\3" * width) * height
    pixels = chunk(b"IDAT", zlib.compress(rows))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + pixels + chunk(b"IEND", b"")


async def upload(visitor: Visitor, name: str, content: bytes, kind: str) -> httpx.Response:
    return await visitor.world.http.post(
        f"/api/v1/web{visitor.path('attachments')}",
        files={"file": (name, content, kind)},
        headers={"Authorization": f"Bearer {visitor.token}"},
    )


async def kept(world: World) -> tuple[int, int]:
    """Rows and objects."""
    async with world.db.transaction() as tx:
        rows = (await tx.execute(select(func.count()).select_from(attachment_table))).scalar_one()
    return rows, len(list(_files(world.objects)))


def _files(root: Path) -> Iterator[Path]:
    return (path for path in root.rglob("*") if path.is_file())


async def test_picture_from_upload_to_message(world: World) -> None:
    visitor = await world.visitor()
    answer = await upload(visitor, "截图.png", png(), "image/png")
    assert answer.status_code == 201, answer.text
    attachment = answer.json()
    assert (attachment["name"], attachment["content_type"]) == ("截图.png", "image/png")
    assert (attachment["width"], attachment["height"], attachment["size"]) == (3, 2, len(png()))
    async with visitor.listening() as heard:
        await heard.hear()
        body = {"client_id": "client-0001", "attachment_id": attachment["id"]}
        sent = await visitor.call("POST", visitor.path("messages"), body)
        assert sent.status_code == 201, sent.text
        assert (sent.json()["kind"], sent.json()["text"]) == ("image", "")
        pushed = (await heard.until(lambda f: f["type"] == "message"))[-1]["message"]
    listed = (await visitor.call("GET", visitor.path("messages"))).json()["items"][0]
    for message in (sent.json(), pushed, listed):
        file = await world.http.get(message["payload"]["attachment"]["url"])
        assert file.content == png()
        assert file.headers["content-type"] == "image/png"
        assert file.headers["x-content-type-options"] == "nosniff"
        assert "sandbox" in file.headers["content-security-policy"]
        assert file.headers["content-disposition"].startswith("inline")
        assert "private" in file.headers["cache-control"]


async def test_text_is_saved_not_shown(world: World) -> None:
    visitor = await world.visitor()
    answer = await upload(visitor, "说明.txt", "你好".encode(), "text/plain")
    assert answer.status_code == 201, answer.text
    file = await world.http.get(answer.json()["url"])
    assert file.headers["content-disposition"].startswith("attachment")
    assert file.headers["content-type"] == "text/plain; charset=utf-8"


async def test_parts(world: World) -> None:
    visitor = await world.visitor()
    url = (await upload(visitor, "a.txt", b"0123456789", "text/plain")).json()["url"]

    async def part(span: str) -> tuple[int, bytes]:
        answer = await world.http.get(url, headers={"Range": span})
        return answer.status_code, answer.content

    assert await part("bytes=2-4") == (206, b"234")
    assert await part("bytes=7-") == (206, b"789")
    assert await part("bytes=-3") == (206, b"789")
    assert await part("bytes=5-500") == (206, b"56789")
    assert (await part("bytes=10-"))[0] == 416
    assert await part("bytes=4-2") == (200, b"0123456789")
    assert await part("lines=1-2") == (200, b"0123456789")
    whole = await world.http.get(url)
    known = await world.http.get(url, headers={"If-None-Match": whole.headers["etag"]})
    assert (known.status_code, known.content) == (304, b"")


async def test_addresses_cannot_be_made_up(world: World) -> None:
    visitor = await world.visitor()
    url = httpx.URL((await upload(visitor, "a.txt", b"hello", "text/plain")).json()["url"])
    e, s = url.params["e"], url.params["s"]
    for wrong in (
        url.copy_set_param("s", s[:-1] + ("A" if s[-1] != "A" else "B")),
        url.copy_set_param("e", str(int(e) + 1)),
        url.copy_set_param("e", "1"),
        FileUrls(SECRET).sign(url.path.split("/")[-1], datetime.now(UTC) - timedelta(days=9)),
        url.copy_with(path=f"/api/v1/files/{new_id()}"),
    ):
        answer = await world.http.get(wrong)
        assert (answer.status_code, answer.json()["code"]) == (404, "file_not_found")
    assert (await world.http.get(url.copy_remove_param("s"))).status_code == 422


@pytest.mark.parametrize(
    ("name", "content", "kind", "status", "code"),
    [
        ("a.exe", b"MZ\x90\x00", "application/octet-stream", 415, "file_type"),
        ("a.png", b"<script>alert(1)</script>", "image/png", 415, "file_type"),
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml", 415, "file_type"),
        ("a.txt", b"", "text/plain", 422, "file_empty"),
        ("a.txt", b"x" * (64 * 1024 + 1), "text/plain", 413, "file_too_large"),
        ("a.txt", b"x" * 500_000, "text/plain", 413, "file_too_large"),
        ("a.pdf", png(), "application/pdf", 415, "file_type_mismatch"),
    ],
)
async def test_refused_files(
    world: World, name: str, content: bytes, kind: str, status: int, code: str
) -> None:
    visitor = await world.visitor()
    answer = await upload(visitor, name, content, kind)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert await kept(world) == (0, 0)


async def test_bodies_that_hold_no_file(world: World) -> None:
    visitor = await world.visitor()

    async def post(content: bytes, kind: str | None) -> tuple[int, str]:
        headers = {"Authorization": f"Bearer {visitor.token}", **({"Content-Type": kind} if kind else {})}
        path = f"/api/v1/web{visitor.path('attachments')}"
        answer = await world.http.post(path, content=content, headers=headers)
        return answer.status_code, answer.json()["code"]

    assert await post(b"{}", "application/json") == (415, "unsupported_media")
    assert await post(b"", None) == (415, "unsupported_media")
    assert await post(b"x", "multipart/form-data") == (400, "bad_request")
    assert await post(b"nonsense", "multipart/form-data; boundary=xyz") in (
        (400, "bad_request"),
        (422, "file_missing"),
    )
    field = b'--xyz\r\nContent-Disposition: form-data; name="file"\r\n\r\nnot a file\r\n--xyz--\r\n'
    assert await post(field, "multipart/form-data; boundary=xyz") == (422, "file_missing")


async def test_who_sends_slowly_keeps_nobody_waiting(world: World) -> None:
    slow, quick = await world.visitor(), await world.visitor()
    begun, go_on = asyncio.Semaphore(0), asyncio.Event()
    head = b'--xyz\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n'

    async def dribbling() -> AsyncIterator[bytes]:
        yield head + b"hel"
        begun.release()
        await go_on.wait()
        yield b"lo\r\n--xyz--\r\n"

    async def send_slowly() -> tuple[int, str]:
        headers = {
            "Authorization": f"Bearer {slow.token}",
            "Content-Type": "multipart/form-data; boundary=xyz",
        }
        path = f"/api/v1/web{slow.path('attachments')}"
        answer = await world.http.post(path, content=dribbling(), headers=headers)
        return answer.status_code, answer.json().get("code", "")

    many = [asyncio.create_task(send_slowly()) for _ in range(5)]
    for _ in many:
        await begun.acquire()
    assert (await upload(quick, "a.txt", b"hello", "text/plain")).status_code == 201
    go_on.set()
    assert await asyncio.gather(*many) == [(201, "")] * 5
    assert await kept(world) == (6, 6)


async def test_who_never_ends_is_sent_away(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    async def nothing() -> Any:
        await asyncio.Event().wait()

    monkeypatch.setattr(uploading, "_COMES_WITHIN_S", 0.0)
    head = [(b"content-type", b"multipart/form-data; boundary=xyz")]
    request = Request({"type": "http", "method": "POST", "headers": head}, nothing)
    uploads = uploading.Uploads(world.db, LocalObjects(world.objects), 10_000)
    with pytest.raises(BadRequest) as caught:
        await uploads.receive(request, new_id(), Actor.system("test"))
    assert caught.value.code == "upload_too_slow"
    assert await kept(world) == (0, 0)


async def test_nothing_is_kept_when_the_row_fails(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    visitor = await world.visitor()

    async def fails(*_: Any, **__: Any) -> None:
        raise RuntimeError("planted")

    monkeypatch.setattr(uploading, "add_attachment", fails)
    answer = await upload(visitor, "a.txt", b"hello", "text/plain")
    assert answer.status_code == 500
    assert await kept(world) == (0, 0)


async def test_one_cannot_send_anothers_file(world: World) -> None:
    owner, other = await world.visitor(), await world.visitor()
    id_ = (await upload(owner, "a.txt", b"hello", "text/plain")).json()["id"]
    body = {"client_id": "client-0001", "attachment_id": id_}
    answer = await other.call("POST", other.path("messages"), body)
    assert (answer.status_code, answer.json()["code"]) == (422, "attachment_unknown")
