"""The vault: sealed values, blinds, master keys lost, wrong, changed, several processes at once."""

import asyncio
import os
from pathlib import Path
from stat import S_ISDIR

import pytest
from sqlalchemy import text

from tandem.kit.crypto import (
    BadMasterKeys,
    CannotOpen,
    Keyring,
    MasterKeyMissing,
    MasterKeys,
    Vault,
    new_master_key,
)
from tandem.kit.db import Database


async def keys(url: str, keyring: Keyring) -> Database:
    db = Database(url, pool_size=2, keyring=keyring)
    try:
        assert db.vault is not None
        await db.vault.prepare()
    except BaseException:
        await db.close()
        raise
    return db


async def sealed(db: Database, value: str = "13800138000") -> bytes:
    async with db.transaction() as tx:
        return await tx.vault.seal(tx, value, "row:1")


async def opened(db: Database, value: bytes, about: str = "row:1") -> str:
    async with db.transaction() as tx:
        return await tx.vault.open(tx, value, about)


async def blind(db: Database, purpose: str, value: str) -> bytes:
    async with db.transaction() as tx:
        return await tx.vault.blind(tx, purpose, value)


async def test_sealed_and_opened_and_found(database_url: str, keyring: Keyring) -> None:
    db = await keys(database_url, keyring)
    try:
        first, second = await sealed(db), await sealed(db)
        assert first != second  # the same value twice does not show
        assert b"138" not in first
        assert await opened(db, first) == await opened(db, second) == "13800138000"
        assert await blind(db, "phone", "1") == await blind(db, "phone", "1")
        assert len({await blind(db, *of) for of in (("phone", "1"), ("card", "1"), ("phone", "2"))}) == 3
        with pytest.raises(CannotOpen):
            await opened(db, first, "row:2")
    finally:
        await db.close()


async def test_the_first_use_makes_the_keys(database_url: str, keyring: Keyring) -> None:
    db = Database(database_url, keyring=keyring)
    try:
        values = await asyncio.gather(*(sealed(db) for _ in range(6)))
        assert {await opened(db, value) for value in values} == {"13800138000"}
    finally:
        await db.close()


async def broken_off(db: Database) -> None:
    async with db.transaction() as tx:
        await tx.vault.seal(tx, "x", "row:1")
        raise ZeroDivisionError


async def test_a_rolled_back_first_use_leaves_good_keys(database_url: str, keyring: Keyring) -> None:
    db = Database(database_url, keyring=keyring)
    try:
        with pytest.raises(ZeroDivisionError):
            await broken_off(db)
        other = await keys(database_url, keyring)
        assert await opened(other, await sealed(db)) == "13800138000"
        await other.close()
    finally:
        await db.close()


async def test_a_lost_file_is_never_replaced(database_url: str, tmp_path: Path) -> None:
    file = tmp_path / "secrets" / "master_keys"
    db = await keys(database_url, Keyring(file=file))
    value = await sealed(db)
    await db.close()
    assert file.stat().st_mode & 0o777 == 0o600
    kept = file.read_text()
    file.unlink()
    with pytest.raises(MasterKeyMissing, match="master_keys does not exist"):
        await keys(database_url, Keyring(file=file))
    assert not file.exists()
    file.write_text(kept)
    db = await keys(database_url, Keyring(file=file))
    assert await opened(db, value) == "13800138000"
    await db.close()


async def test_another_key_is_named_and_refused(database_url: str, keyring: Keyring) -> None:
    await (await keys(database_url, keyring)).close()
    other = new_master_key()
    with pytest.raises(MasterKeyMissing) as refused:
        await keys(database_url, Keyring(other))
    assert keyring.read().current in str(refused.value)
    assert other not in str(refused.value)


async def test_a_changed_data_key_is_noticed(database_url: str, keyring: Keyring) -> None:
    db = await keys(database_url, keyring)
    async with db.transaction() as tx:
        await tx.execute(
            text("UPDATE data_key SET wrapped = set_byte(wrapped, 20, get_byte(wrapped, 20) # 1)")
        )
    await db.close()
    with pytest.raises(CannotOpen):
        await keys(database_url, keyring)


@pytest.mark.parametrize(
    "given",
    ["", " , ", "geheim!", "c2hvcnQ=", new_master_key() + ",kurz"],
    ids=["none", "blank", "no base64", "too short", "the second too short"],
)
def test_what_is_no_master_key(given: str) -> None:
    with pytest.raises(BadMasterKeys) as refused:
        MasterKeys.parse(given)
    for word in given.replace(",", " ").split():
        assert word not in str(refused.value)


def test_keys_do_not_show(tmp_path: Path) -> None:
    key = new_master_key()
    assert key not in repr(Keyring(key))
    assert key not in repr(MasterKeys.parse(key))
    unreadable = tmp_path / "master_keys"
    unreadable.write_bytes(b"\xff\xfe")
    with pytest.raises(BadMasterKeys):
        Keyring(file=unreadable).read()


def test_the_name_of_the_key_file_outlives_a_power_cut(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is synced, and in which order, of the file and its folder."""
    synced: list[str] = []
    sync = os.fsync

    def seen(descriptor: int) -> None:
        what = "folder" if S_ISDIR(os.fstat(descriptor).st_mode) else "file"
        synced.append(f"{what} {len(list((tmp_path / 'secrets').glob('master_keys')))}")
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", seen)
    ring = Keyring(file=tmp_path / "secrets" / "master_keys")
    ring.make()
    assert synced == ["file 0", "folder 1"]
    ring.add()
    assert synced[2:] == ["file 1", "folder 1"]


async def test_processes_start_at_once(database_url: str, tmp_path: Path) -> None:
    file = tmp_path / "secrets" / "master_keys"
    found = await asyncio.gather(*(keys(database_url, Keyring(file=file)) for _ in range(4)))
    value = await sealed(found[0])
    assert {await opened(db, value) for db in found} == {"13800138000"}
    for db in found:
        await db.close()


async def test_without_a_keyring_nothing_is_sealed(database_url: str) -> None:
    db = Database(database_url)
    try:
        async with db.transaction() as tx:
            with pytest.raises(RuntimeError):
                _ = tx.vault
    finally:
        await db.close()


async def test_another_master_key_and_another_data_key(database_url: str, tmp_path: Path) -> None:
    """A process that has been running keeps opening while another one rotates."""
    file = tmp_path / "secrets" / "master_keys"
    running, rotating = (
        await keys(database_url, Keyring(file=file)),
        await keys(database_url, Keyring(file=file)),
    )
    try:
        old = await sealed(running)
        assert isinstance(rotating.vault, Vault)
        assert await rotating.vault.rewrap() == 0
        Keyring(file=file).add()
        assert await rotating.vault.rewrap() == 2
        assert await rotating.vault.rewrap() == 0
        number = await rotating.vault.renew()
        new = await sealed(running)
        assert int.from_bytes(new[1:5], "big") == number
        assert await opened(rotating, new) == await opened(running, new) == await opened(rotating, old)
        fresh = await keys(database_url, Keyring(file=file))
        assert await opened(fresh, old) == "13800138000"
        await fresh.close()
    finally:
        await running.close()
        await rotating.close()
