"""One suite over every object store."""

import os
import stat
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tandem.adapters.objects_local import LocalObjects
from tandem.kit.objects import ObjectMissing, ObjectStore, ObjectStoreAway, ObjectTooLarge

CONTENT = os.urandom(700_000)


@pytest.fixture(params=["local"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> ObjectStore:
    return LocalObjects(tmp_path / "objects")


async def stream(content: bytes, chunk: int = 65_536) -> AsyncIterator[bytes]:
    for at in range(0, len(content), chunk):
        yield content[at : at + chunk]


async def read(store: ObjectStore, key: str, start: int = 0, length: int | None = None) -> bytes:
    return b"".join([chunk async for chunk in await store.open(key, start=start, length=length)])


async def test_what_was_put_comes_back(store: ObjectStore) -> None:
    key = await store.put(CONTENT, content_type="image/png")
    assert await read(store, key) == CONTENT
    assert await store.size(key) == len(CONTENT)


async def test_streams(store: ObjectStore) -> None:
    key = await store.put(stream(CONTENT), content_type="image/png", limit=len(CONTENT))
    assert await read(store, key) == CONTENT


async def test_empty_content_is_content(store: ObjectStore) -> None:
    key = await store.put(b"", content_type="text/plain")
    assert await read(store, key) == b""
    assert await store.size(key) == 0


@pytest.mark.parametrize(
    ("start", "length"), [(0, 10), (5, None), (699_990, 100), (700_000, None), (3, 600_000)]
)
async def test_parts(store: ObjectStore, start: int, length: int | None) -> None:
    key = await store.put(CONTENT, content_type="video/mp4")
    end = None if length is None else start + length
    assert await read(store, key, start, length) == CONTENT[start:end]


async def test_keys_are_opaque_and_differ(store: ObjectStore) -> None:
    keys = {await store.put(b"same", content_type="text/plain") for _ in range(5)}
    assert len(keys) == 5
    assert all(len(key) <= 64 and key.replace("-", "").isalnum() and key == key.lower() for key in keys)


async def test_too_large_leaves_nothing(store: ObjectStore, tmp_path: Path) -> None:
    with pytest.raises(ObjectTooLarge):
        await store.put(stream(CONTENT), content_type="image/png", limit=100_000)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


async def test_a_sender_that_breaks_off_leaves_nothing(store: ObjectStore, tmp_path: Path) -> None:
    async def broken() -> AsyncIterator[bytes]:
        yield b"half"
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        await store.put(broken(), content_type="image/png")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


async def test_missing(store: ObjectStore) -> None:
    key = await store.put(b"x", content_type="text/plain")
    await store.delete(key)
    await store.delete(key)
    with pytest.raises(ObjectMissing):
        await store.open(key)
    with pytest.raises(ObjectMissing):
        await store.size(key)


@pytest.mark.parametrize(
    "key", ["", "..", "../secret", "a/b", "/etc/passwd", "a" * 39 + "/", "\x00", "钥匙", "A" * 40]
)
async def test_no_key_leads_anywhere_else(store: ObjectStore, tmp_path: Path, key: str) -> None:
    (tmp_path / "secret").write_text("secret")
    with pytest.raises(ObjectMissing):
        await store.open(key)
    await store.delete(key)
    assert (tmp_path / "secret").exists()


async def test_local_files_are_private(tmp_path: Path) -> None:
    store = LocalObjects(tmp_path / "objects")
    await store.put(b"x", content_type="text/plain")
    for path in (tmp_path / "objects").rglob("*"):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path


async def test_local_disk_trouble_is_worth_another_try(tmp_path: Path) -> None:
    (tmp_path / "objects").write_text("a file where the folder should be")
    with pytest.raises(ObjectStoreAway):
        await LocalObjects(tmp_path / "objects").put(b"x", content_type="text/plain")


async def test_local_drafts_of_dead_writers_are_cleared(tmp_path: Path) -> None:
    store = LocalObjects(tmp_path)
    key = await store.put(b"x", content_type="text/plain")
    old, new = tmp_path / "incoming" / "old", tmp_path / "incoming" / "new"
    old.write_text("half")
    new.write_text("half")
    os.utime(old, (0, 0))
    assert store.clear_abandoned() == 1
    assert new.exists()
    assert await read(store, key) == b"x"
