"""Many callers at once, few commits."""

import asyncio
from contextlib import asynccontextmanager
from dataclasses import replace

import orjson
import pytest
from sqlalchemy import select

from tandem.contexts.channels.api import Accounts, Intake, vault
from tandem.contexts.channels.errors import IncomingUnfit
from tandem.contexts.channels.ports import Incoming
from tandem.contexts.channels.written.actions.accepting import SPREAD_JOB, TAKE_IN_JOB
from tandem.contexts.channels.written.intake import Pace
from tandem.contexts.channels.written.models import account_table, inbox_table
from tandem.contexts.channels.written.repository.lines import opened
from tandem.kit.crypto import Vault
from tandem.kit.errors import Unavailable

from .conftest import SECRET, START


@pytest.fixture
async def kept(post):
    accounts = Accounts(post.db, vault(SECRET))
    account = await accounts.by_key("made_up", "main")
    assert account is not None
    return accounts, account


def _event(number: int, sender: str = "openid-1") -> Incoming:
    return Incoming(f"e-{number}", sender, START, text=f"第{number}句")


@pytest.fixture
def commits(post, monkeypatch) -> list[int]:
    """Counts transactions from here on."""
    made, begin = [], post.db.transaction

    @asynccontextmanager
    async def counted():
        made.append(1)
        async with begin() as tx:
            yield tx

    monkeypatch.setattr(post.db, "transaction", counted)
    return made


async def test_a_hundred_at_once_share_a_few_commits_and_each_is_kept_once(post, kept, commits):
    accounts, account = kept
    intake = Intake(accounts)
    events = [_event(number % 50, f"openid-{number % 7}") for number in range(100)]
    new = await asyncio.gather(*(intake.keep(account, one) for one in events))
    assert sum(new) == 50
    assert all(new[:50])  # of two equal ones the first is the new one
    assert len(commits) <= 3
    await intake.settled()
    assert len(await post.events()) == 50
    assert await post.jobs(TAKE_IN_JOB) == []
    spread = next(job.handler for job in post.written.jobs() if job.name == SPREAD_JOB)
    for payload, _ in await post.jobs(SPREAD_JOB):
        await spread(orjson.loads(payload))
    assert len(await post.jobs(TAKE_IN_JOB)) == 7  # one a sender
    assert not any(await asyncio.gather(*(intake.keep(account, one) for one in events)))


def test_what_comes_faster_than_the_pace_is_asked_for_later():
    pace = Pace(100, 20, at=0.0)
    assert [pace.take(50, now) for now in (0.0, 0.05, 0.1, 0.1)] == [20, 5, 5, 0]
    assert pace.take(3, 10.0) == 3  # after a rest at once
    assert pace.take(50, 10.0) == 17  # … and no more than the burst


async def test_a_stop_asks_for_what_was_put_off(post, kept):
    accounts, account = kept
    intake = Intake(accounts, Pace(1, 2))
    for number in range(5):
        await intake.keep(account, _event(number))
    await intake.close()
    asked = [
        number for payload, _ in await post.jobs(SPREAD_JOB) for number in orjson.loads(payload)["events"]
    ]
    assert len(set(asked)) == len(asked) == 5


async def test_one_that_cannot_be_kept_takes_nobody_with_it(post, kept):
    accounts, account = kept
    intake = Intake(accounts)
    stranger = replace(account, id=post.admin.id)  # no such account: the constraint refuses its event
    results = await asyncio.gather(
        intake.keep(account, _event(1)), intake.keep(stranger, _event(2)), intake.keep(account, _event(3)),
        intake.keep(account, replace(_event(4), sender="")), return_exceptions=True,
    )  # fmt: skip
    assert results[0] is results[2] is True
    assert isinstance(results[1], Exception)
    assert isinstance(results[3], IncomingUnfit)
    assert len(await post.events()) == 2


async def test_whoever_goes_away_is_kept_all_the_same_and_stops_nobody(post, kept):
    accounts, account = kept
    intake = Intake(accounts)
    gone = asyncio.create_task(intake.keep(account, _event(1)))
    stays = asyncio.create_task(intake.keep(account, _event(2)))
    await asyncio.sleep(0)
    gone.cancel()
    assert await stays is True
    assert len(await post.events()) == 2


async def test_while_the_database_is_away_everybody_hears_it(kept, post, monkeypatch):
    accounts, account = kept
    intake = Intake(accounts)

    @asynccontextmanager
    async def away():
        raise Unavailable("database_away")
        yield

    with monkeypatch.context() as patched:
        patched.setattr(post.db, "transaction", away)
        results = await asyncio.gather(
            *(intake.keep(account, _event(number)) for number in range(3)), return_exceptions=True
        )
    assert [getattr(one, "code", one) for one in results] == ["database_away"] * 3
    assert await intake.keep(account, _event(1)) is True


@pytest.fixture
async def sealing(post, keyring, kept):
    """Keys as an installation has them, at hand since something was sealed."""
    post.db.vault = Vault(post.db, keyring)
    accounts, account = kept
    assert await accounts.keep(account, _event(0))
    return Intake(accounts), account


async def test_with_keys_at_hand_it_is_one_statement(post, sealing, commits):
    intake, account = sealing
    events = [_event(number % 5, f"openid-{number % 2}") for number in range(10)]
    kept_ = await asyncio.gather(*(intake.keep(account, one) for one in events))
    assert sum(kept_) == 4  # the first was there
    await intake.settled()
    assert len(commits) <= 1  # the one that asks for their jobs
    async with post.db.transaction() as tx:
        i = inbox_table.c
        rows = (await tx.execute(select(i.sender, i.sealed, i.data_key, i.payload).order_by(i.id))).all()
        assert len(rows) == 5
        assert {await opened(tx, row.sender, row.sealed) for row in rows} == {"openid-0", "openid-1"}
        assert [row.payload["text"] for row in rows] == [f"第{n}句" for n in (0, *sorted((1, 2, 3, 4)))]
        noted = (await tx.execute(select(account_table.c.last_in_at))).scalar_one()
    assert noted == START


async def test_a_key_that_was_renewed_meanwhile_is_not_used(post, sealing):
    intake, account = sealing
    newer = await post.db.vault.renew()
    assert await intake.keep(account, _event(7))
    async with post.db.transaction() as tx:
        i = inbox_table.c
        newest = (await tx.execute(select(i.data_key).order_by(i.id.desc()).limit(1))).scalar_one()
    assert newest == newer


async def test_a_database_that_is_away_says_so(post, sealing, monkeypatch):
    intake, account = sealing

    async def away(*_: object) -> None:
        raise Unavailable("database_away", retry_after=1)

    monkeypatch.setattr(post.db, "alone", away)
    with pytest.raises(Unavailable):
        await intake.keep(account, _event(8))
    monkeypatch.undo()
    assert await intake.keep(account, _event(8))
