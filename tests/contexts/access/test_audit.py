"""The audit trail: recorded with the act, sealed in order, and every manipulation shows."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from json import dumps
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import orjson
import pytest
from sqlalchemy import text

from tandem.contexts.access.actions.sealing import BATCH, AnchorMismatch, seal
from tandem.contexts.access.anchor import AnchorFile
from tandem.contexts.access.api import Actor, AuditHead, Verdict, record, verify_audit
from tandem.contexts.access.chain import GENESIS, Entry, digest
from tandem.contexts.access.health import audit_check
from tandem.contexts.access.tasks import seal_audit
from tandem.kit.clock import FixedClock
from tandem.kit.db import Database
from tandem.kit.health import Health

SYSTEM = Actor.system("test")


@pytest.fixture
def anchor(tmp_path: Path) -> AnchorFile:
    return AnchorFile(tmp_path / "secrets")


async def write(db: Database, count: int) -> None:
    async with db.transaction() as tx:
        for n in range(count):
            await record(tx, SYSTEM, "test.done", f"thing:{n}", {"n": n, "名": "值", "x": 1.5, "at": tx.now})


async def verdict(db: Database, anchor: AnchorFile | None) -> Verdict:
    noted = anchor.read() if anchor else None
    return await verify_audit(db, [noted] if noted else [])


@pytest.fixture
async def forger(db: Database) -> AsyncIterator[Any]:
    """Someone with all rights on the tables: triggers off."""
    link = await asyncpg.connect(db.url.replace("+asyncpg", ""))
    await link.execute("ALTER TABLE access_audit_entry DISABLE TRIGGER USER")
    yield link
    await link.close()


async def test_recorded_with_the_act_or_not_at_all(db: Database) -> None:
    async with db.transaction() as tx:
        await record(tx, SYSTEM, "test.done", "thing:1")

    async def fail() -> None:
        async with db.transaction() as tx:
            await record(tx, SYSTEM, "test.done", "thing:2")
            raise RuntimeError("no")

    with pytest.raises(RuntimeError, match="no"):
        await fail()
    found = await verdict(db, None)
    assert (found.unsealed, found.oldest_unsealed_at) == (1, db.clock.now())


async def test_sealing_makes_an_intact_gapless_chain(db: Database, anchor: AnchorFile) -> None:
    await write(db, 3)
    assert await seal(db, anchor) == 3
    await write(db, 4)
    assert await seal(db, anchor) == 4
    assert await seal(db, anchor) == 0
    found = await verdict(db, anchor)
    assert (found.checked, found.intact, found.unsealed) == (7, True, 0)
    assert found.head == anchor.read()
    assert anchor.path.stat().st_mode & 0o777 == 0o600


async def test_several_sealers_and_writers_at_once(db: Database, anchor: AnchorFile) -> None:
    async def sealer() -> None:
        for _ in range(20):
            await seal(db, anchor)

    await asyncio.gather(*(write(db, 5) for _ in range(10)), sealer(), sealer(), sealer())
    while await seal(db, anchor):
        pass
    found = await verdict(db, anchor)
    assert (found.checked, found.faults) == (50, [])


async def test_the_writer_never_waits_for_the_sealer(db: Database) -> None:
    await write(db, 1)
    async with db.transaction() as sealing:
        await sealing.execute(text("SELECT pg_advisory_xact_lock(2051924739)"))
        await sealing.execute(text("SELECT 1 FROM access_audit_entry FOR UPDATE"))
        await asyncio.wait_for(write(db, 1), 10)


SEAL = (
    "UPDATE access_audit_entry SET {}, seq = 2, sealed_at = at, prev_hash = '', hash = '' WHERE seq IS NULL"
)
MANIPULATIONS = {
    "edited": ("UPDATE access_audit_entry SET data = '{\"n\": 99}' WHERE seq = 5", ("edited", 5, None)),
    "other actor": ("UPDATE access_audit_entry SET actor = 'x' WHERE seq = 5", ("edited", 5, None)),
    "backdated": (
        "UPDATE access_audit_entry SET at = at - interval '1 microsecond' WHERE seq = 5",
        ("edited", 5, None),
    ),
    "deleted": ("DELETE FROM access_audit_entry WHERE seq IN (5, 6)", ("missing", 5, 6)),
    "first deleted": ("DELETE FROM access_audit_entry WHERE seq = 1", ("missing", 1, 1)),
    "unsealed": (
        "UPDATE access_audit_entry SET seq=NULL, sealed_at=NULL, prev_hash=NULL, hash=NULL WHERE seq = 5",
        ("missing", 5, 5),
    ),
    "truncated": ("DELETE FROM access_audit_entry WHERE seq > 7", ("truncated", 8, 10)),
    "emptied": ("DELETE FROM access_audit_entry", ("truncated", 1, 10)),
}


@pytest.mark.parametrize("name", MANIPULATIONS)
async def test_manipulation_shows(db: Database, anchor: AnchorFile, forger: Any, name: str) -> None:
    await write(db, 10)
    await seal(db, anchor)
    assert (await verdict(db, anchor)).intact
    statement, fault = MANIPULATIONS[name]
    await forger.execute(statement)
    found = await verdict(db, anchor)
    assert [(f.kind, f.seq, f.until) for f in found.faults] == [fault]


async def test_reordering_shows(db: Database, anchor: AnchorFile, forger: Any) -> None:
    await write(db, 10)
    await seal(db, anchor)
    for before, after in ((3, 1003), (4, 3), (1003, 4)):
        await forger.execute("UPDATE access_audit_entry SET seq = $2 WHERE seq = $1", before, after)
    found = await verdict(db, anchor)
    assert {f.seq for f in found.faults} >= {3, 4}


async def test_consistent_rewriting_shows_by_the_anchor(
    db: Database, anchor: AnchorFile, forger: Any
) -> None:
    """The whole chain forged anew, every hash right: only the head noted outside tells."""
    await write(db, 10)
    await seal(db, anchor)
    await forger.execute("UPDATE access_audit_entry SET data = '{}' WHERE seq = 5")
    previous = GENESIS
    for row in await forger.fetch("SELECT * FROM access_audit_entry ORDER BY seq"):
        data = orjson.loads(row["data"])
        entry = Entry(
            row["seq"],
            row["id"],
            row["at"],
            row["actor"],
            row["action"],
            row["subject"],
            data,
            row["sealed_at"],
            previous,
        )
        await forger.execute(
            "UPDATE access_audit_entry SET prev_hash = $2, hash = $3 WHERE seq = $1",
            entry.seq,
            previous,
            digest(entry),
        )
        previous = digest(entry)
    assert (await verdict(db, None)).intact
    found = await verdict(db, anchor)
    assert [(f.kind, f.seq) for f in found.faults] == [("rewritten", 10)]


async def test_the_anchor_is_evidence_and_stays(db: Database, anchor: AnchorFile, forger: Any) -> None:
    await write(db, 10)
    await seal(db, anchor)
    noted = anchor.read()
    await forger.execute("DELETE FROM access_audit_entry WHERE seq > 7")
    await write(db, 5)
    with pytest.raises(AnchorMismatch):
        await seal(db, anchor)
    assert anchor.read() == noted
    found = await verdict(db, anchor)
    assert [(f.kind, f.seq) for f in found.faults] == [("rewritten", 10)]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE access_audit_entry SET data = '{}' WHERE seq = 1",
        "UPDATE access_audit_entry SET seq = 9 WHERE seq = 1",
        "UPDATE access_audit_entry SET data = '{}' WHERE seq IS NULL",
        SEAL.format("actor = ''"),
        SEAL.format("id = gen_random_uuid()"),
        SEAL.format("data = '{}'"),
        "DELETE FROM access_audit_entry",
        "DELETE FROM access_audit_entry WHERE seq IS NULL",
        "TRUNCATE access_audit_entry",
    ],
)
async def test_the_database_refuses(db: Database, connection: Any, statement: str) -> None:
    await write(db, 1)
    await seal(db, None)
    await write(db, 1)
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="append-only"):
        await connection.execute(statement)


async def test_unsealed_entries_are_told_by_age(db: Database, clock: FixedClock) -> None:
    await write(db, 2)
    clock.advance(timedelta(minutes=7))
    found = await verdict(db, None)
    assert (found.intact, found.unsealed, found.unsealed_seconds) == (True, 2, 420)


async def test_progress_reaches_the_end(db: Database, anchor: AnchorFile) -> None:
    await write(db, BATCH + 20)
    assert [await seal(db, anchor), await seal(db, anchor)] == [BATCH, 20]
    seen: list[tuple[int, int]] = []
    await verify_audit(db, [], lambda done, total: seen.append((done, total)))
    assert seen[-1] == (BATCH + 20, BATCH + 20)


async def test_the_task_seals_everything(db: Database, anchor: AnchorFile) -> None:
    await write(db, BATCH + 1)
    await seal_audit(db, anchor)
    assert (await verdict(db, anchor)).checked == BATCH + 1


@pytest.mark.parametrize("place", ["a file, not a folder", "nonsense"])
async def test_a_broken_anchor_does_not_stop_the_seal(db: Database, tmp_path: Path, place: str) -> None:
    broken = AnchorFile(tmp_path / "secrets")
    if place == "nonsense":
        broken.path.parent.mkdir()
        broken.path.write_text("nonsense")
    else:
        broken.path.parent.write_text("")
    for _ in range(2):
        await write(db, 2)
        await seal_audit(db, broken)
    found = await verdict(db, None)
    assert (found.checked, found.intact, found.unsealed) == (4, True, 0)


def test_the_format_is_for_ever() -> None:
    """A published format: changing the digest of old entries would break every chain in the field."""
    entry = Entry(
        7,
        UUID(int=1),
        datetime(2026, 3, 2, 1, 2, 3, 4, tzinfo=UTC),
        "staff:1",
        "access.signed_in",
        "staff:1",
        {"b": 1, "a": "值"},
        datetime(2026, 3, 2, 1, 2, 4, tzinfo=UTC),
        GENESIS,
    )
    body = {
        "v": 1, "seq": 7, "id": "00000000-0000-0000-0000-000000000001", "at": "2026-03-02T01:02:03.000004Z",
        "actor": "staff:1", "action": "access.signed_in", "subject": "staff:1", "data": {"b": 1, "a": "值"},
        "sealed_at": "2026-03-02T01:02:04.000000Z", "prev": "00" * 32,
    }  # fmt: skip
    plain = dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert digest(entry) == sha256(plain.encode()).digest()


@pytest.mark.parametrize("line", ["", "1", "0:" + "00" * 32, "1:zz", "1:00", "x:" + "00" * 32])
def test_heads_are_read_strictly(line: str) -> None:
    with pytest.raises(ValueError):
        AuditHead.parse(line)


async def test_list_through_the_door(db: Database, desks: Any, hire: Any) -> None:
    boss_row = await hire("boss", "admin")
    boss = desks()
    await boss.sign_in("boss")
    await write(db, 5)
    await seal(db, None)
    page = (await boss.http.get("/audit", params={"limit": 3})).json()
    assert [item["subject"] for item in page["items"]] == ["thing:4", "thing:3", "thing:2"]
    rest = (await boss.http.get("/audit", params={"limit": 50, "cursor": page["next"]})).json()
    assert rest["next"] is None
    assert [i["seq"] for i in page["items"] + rest["items"]] == list(range(7, 0, -1))
    signed = (await boss.http.get("/audit", params={"action": "access.signed"})).json()["items"]
    assert [i["actor"] for i in signed] == [{"id": str(boss_row.id), "name": "Boss"}]
    assert len((await boss.http.get("/audit", params={"subject": "thing"})).json()["items"]) == 5
    assert len((await boss.http.get("/audit", params={"actor": f"staff:{boss_row.id}"})).json()["items"]) == 1
    for bad in ("xx", "W10", "WyJhIl0", "Wy0xXQ", "é"):
        assert (await boss.http.get("/audit", params={"cursor": bad})).status_code == 422


async def test_entries_that_nobody_seals_are_told(
    db: Database, clock: FixedClock, anchor: AnchorFile
) -> None:
    health = Health([audit_check(db)])
    await write(db, 1)
    assert (await health.report()).degraded == []
    clock.advance(timedelta(minutes=3))
    found = await health.report()
    assert (found.degraded, found.ready) == (["audit"], True)
    await seal(db, anchor)
    assert (await health.report()).degraded == []
