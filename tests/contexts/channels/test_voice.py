"""Voice notes: audio with a length, kept with it; everything else is refused."""

from typing import Any

import httpx
import pytest
from sqlalchemy import select, update

from tandem.contexts.channels.models import site_table
from tandem.contexts.conversations.models import conversation_table

from .conftest import Visitor, World
from .test_attachments import kept, png, upload


def element(id_: str, body: bytes) -> bytes:
    return bytes.fromhex(id_) + (0x4000 | len(body)).to_bytes(2, "big") + body


def webm(kind: int = 2, filling: int = 0) -> bytes:
    """As a recorder begins its file; 2 is a voice's track, 1 a film's."""
    tracks = element("1654ae6b", element("ae", element("83", bytes([kind]))))
    head = element("1a45dfa3", element("4282", b"webm"))
    return head + bytes.fromhex("18538067") + b"\x01" + b"\xff" * 7 + tracks + b"\x00" * filling


async def record(
    visitor: Visitor, content: bytes | None = None, *, kind: str = "audio/webm;codecs=opus", **form: Any
) -> httpx.Response:
    return await visitor.world.http.post(
        f"/api/v1/web{visitor.path('attachments')}",
        files={"file": ("voice.webm", webm() if content is None else content, kind)},
        data={"duration_ms": "4200"} | form,
        headers={"Authorization": f"Bearer {visitor.token}"},
    )


async def test_from_recording_to_message(world: World) -> None:
    visitor = await world.visitor()
    answer = await record(visitor)
    assert answer.status_code == 201, answer.text
    voice = answer.json()
    assert (voice["content_type"], voice["duration_ms"]) == ("audio/webm", 4200)
    body = {"client_id": "client-0001", "attachment_id": voice["id"]}
    sent = (await visitor.call("POST", visitor.path("messages"), body)).json()
    assert (sent["kind"], sent["text"]) == ("voice", "")
    listed = (await visitor.call("GET", visitor.path("messages"))).json()["items"][0]
    for message in (sent, listed):
        assert message["payload"]["attachment"]["duration_ms"] == 4200
        file = await world.http.get(message["payload"]["attachment"]["url"])
        assert file.content == webm()
        assert file.headers["content-type"] == "audio/webm"
        assert file.headers["content-disposition"].startswith("inline")
        assert file.headers["accept-ranges"] == "bytes"
    async with world.db.transaction() as tx:
        row = (await tx.execute(select(conversation_table.c.last_message))).scalar_one()
    assert row["kind"] == "voice", "lists say what it is"


async def test_the_same_file_without_a_length_is_a_file(world: World) -> None:
    visitor = await world.visitor()
    answer = await visitor.world.http.post(
        f"/api/v1/web{visitor.path('attachments')}",
        files={"file": ("a.webm", webm(), "audio/webm")},
        headers={"Authorization": f"Bearer {visitor.token}"},
    )
    assert answer.json()["duration_ms"] is None
    body = {"client_id": "client-0001", "attachment_id": answer.json()["id"]}
    assert (await visitor.call("POST", visitor.path("messages"), body)).json()["kind"] == "file"


@pytest.mark.parametrize(
    ("off", "code"), [("voice", "voice_off"), ("attachments", "feature_off")], ids=["voice", "attachments"]
)
async def test_refused_where_the_site_takes_none(world: World, off: str, code: str) -> None:
    visitor = await world.visitor()
    async with world.db.transaction() as tx:
        await tx.execute(update(site_table).values(features={off: False}))
    answer = await record(visitor)
    assert (answer.status_code, answer.json()["code"]) == (403, code)
    assert answer.json()["detail"]
    assert await kept(world) == (0, 0)
    picture = await upload(visitor, "截图.png", png(), "image/png")
    assert picture.status_code == (201 if off == "voice" else 403)


@pytest.mark.parametrize(
    ("duration", "status"),
    [
        ("1", 201),
        ("61000", 201),
        ("0", 422),
        ("61001", 422),
        ("-1", 422),
        ("4.2", 422),
        ("", 422),
        ("９", 422),
    ],
)
async def test_lengths(world: World, duration: str, status: int) -> None:
    visitor = await world.visitor()
    before = await kept(world)
    answer = await record(visitor, duration_ms=duration)
    assert answer.status_code == status, answer.text
    if status == 422:
        assert answer.json()["code"] == "voice_duration"
        assert await kept(world) == before


@pytest.mark.parametrize(
    ("content", "kind", "code"),
    [
        (png(), "image/png", "voice_type"),
        (webm(1), "audio/webm", "file_type"),
        (b"no sound at all", "audio/webm", "file_type"),
        (b"%PDF-1.7\n", "application/pdf", "voice_type"),
        (b"\x00\x00\x00\x20ftypisom\x00", "video/mp4", "voice_type"),
    ],
)
async def test_what_is_no_voice(world: World, content: bytes, kind: str, code: str) -> None:
    visitor = await world.visitor()
    answer = await record(visitor, content, kind=kind)
    assert (answer.status_code, answer.json()["code"]) == (415, code)
    assert await kept(world) == (0, 0)


async def test_what_phones_record(world: World) -> None:
    visitor = await world.visitor()
    answer = await record(visitor, b"\x00\x00\x00\x20ftypiso5\x00", kind="audio/mp4")
    assert (answer.status_code, answer.json()["content_type"]) == (201, "audio/mp4")


async def test_too_large(world: World) -> None:
    visitor = await world.visitor()
    answer = await record(visitor, webm(filling=70 * 1024))
    assert (answer.status_code, answer.json()["code"]) == (413, "file_too_large")
    assert await kept(world) == (0, 0)
