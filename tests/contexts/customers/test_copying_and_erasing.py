"""Copies and erasures: by few, by a job that may run twice, nothing left but what the law keeps."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text

from tandem.adapters.objects_local import LocalObjects
from tandem.contexts.customers import api
from tandem.contexts.customers.actions.requesting import get, request
from tandem.contexts.customers.copies import as_page
from tandem.contexts.customers.errors import AlreadyErased
from tandem.demo.seed import consents as seed
from tandem.kit.db import Database, Tx
from tandem.kit.errors import Conflict, Forbidden, Gone, Invalid, NotFound, Unavailable
from tandem.kit.ids import new_id

from .conftest import AGENT, BOSS, SYSTEM
from .test_consent import ADMIN
from .test_loading import row


@dataclass
class Loans:
    """What the core says, as a part."""

    name: str = "loans"
    open_: str | None = None
    away: bool = False
    asked: list[Sequence[str]] = field(default_factory=list)

    async def collect(
        self, tx: Tx, family: Sequence[UUID], borrowers: Sequence[str]
    ) -> Sequence[dict[str, Any]]:
        if self.away:
            raise Unavailable("loan_core_away")
        self.asked.append(borrowers)
        return [{"loan": "L1", "product": "<b>随心借</b>"}]

    async def against_erasure(self, family: Sequence[UUID], borrowers: Sequence[str]) -> str | None:
        return self.open_


@pytest.fixture
def loans() -> Loans:
    return Loans()


@pytest.fixture
def privacy(sealing: Database, tmp_path: Path, loans: Loans) -> api.Privacy:
    return api.Privacy(sealing, LocalObjects(tmp_path / "objects"), [loans])


@pytest.fixture
async def person(do, signed) -> api.Customer:
    """A borrower with a session in the chat."""
    (id_,) = await do(api.load, [row(1)])
    session = await signed("s1", name="王一")
    await do(api.bind, session.id, "B1", proof="code", actor=SYSTEM)
    return await do(api.get, id_)


async def asked(do, person: api.Customer, kind: str, loans: Loans):
    return await do(request, person.id, kind, BOSS, reason="本人来信申请", parts=[loans])


async def carry_out(do, privacy: api.Privacy, asked) -> Any:
    await privacy.carry_out({"request": str(asked.id)})
    return await do(get, asked.id)


async def test_a_copy_holds_everything(do, privacy, person, loans, tmp_path: Path) -> None:
    made = await carry_out(do, privacy, await asked(do, person, "export", loans))
    assert (made.state, made.failure) == ("done", None)
    document = await do(privacy.read_copy, made)
    values = {one["kind"]: one["value"] for one in document["sections"]["personal"]}
    assert values["phone"] == "10000000001"
    assert {one["name"] for one in document["sections"]["customer"]} == {"王1", "王一"}
    assert document["sections"]["loans"] == [{"loan": "L1", "product": "<b>随心借</b>"}]
    assert document["sections"]["consents"] == document["sections"]["preferences"] == []
    assert loans.asked == [["B1"]]
    page = as_page(document, "zh-CN", ZoneInfo("Asia/Shanghai"))
    assert "10000000001" in page
    assert "&lt;b&gt;随心借" in page
    assert "证件与联系方式" in page
    assert "<th>核实时间</th>" in page
    assert "2026-11-21 10:00" in page
    assert "2026-11-21T02" not in page
    stored = b"".join(path.read_bytes() for path in (tmp_path / "objects").rglob("*") if path.is_file())
    assert stored
    assert b"10000000001" not in stored


async def test_a_copy_holds_consents_and_preferences(sealing: Database, do, privacy, person, loans) -> None:
    (session,) = [id_ for id_ in await do(api.family, person.id) if id_ != person.id]
    async with sealing.transaction() as tx:
        await seed.load(tx, ADMIN)
    for given in (
        True,
        False,
    ):  # over the session of the chat, and withdrawn: the history, not only what stands
        said = {"channel": "web", "text_version": 1, "text_locale": "en", "evidence": {"form": "pre_chat"}}
        await do(api.note_consent, session, "marketing", given, actor=SYSTEM, **said)
    wanted = api.Preference(contact_from="09:00", contact_until="20:00", channel="sms")
    await do(api.prefer, session, wanted, actor=SYSTEM)
    document = await do(
        privacy.read_copy, await carry_out(do, privacy, await asked(do, person, "export", loans))
    )
    consents = document["sections"]["consents"]
    assert [(c["purpose"], c["given"], c["text_version"], c["text_locale"]) for c in consents] == [
        ("marketing", False, 1, "en"), ("marketing", True, 1, "en"),
    ]  # fmt: skip
    assert [(p["contact_from"], p["channel"]) for p in document["sections"]["preferences"]] == [
        ("09:00", "sms")
    ]
    page = as_page(document, "zh-CN", ZoneInfo("Asia/Shanghai"))
    assert page.count("<td>营销信息</td>") == 2
    assert "20:00" in page


async def test_a_copy_holds_nothing_of_others(do, privacy, person, loans, visitor) -> None:
    (session,) = [id_ for id_ in await do(api.family, person.id) if id_ != person.id]
    browser = await visitor()
    await do(api.merge, person.id, browser.id, actor=BOSS, reason="客户很难缠")
    await do(api.note_personal, session, "phone", "13800138000", source="customer", verified=True)
    await do(api.restrict, person.id, BOSS, reason="dispute", note="疑似冒名")
    await do(api.prefer, session, api.Preference(channel="sms"), actor=BOSS)
    document = await do(
        privacy.read_copy, await carry_out(do, privacy, await asked(do, person, "export", loans))
    )
    subjects = {one["kind"]: one["subject"] for one in document["sections"]["identities"]}
    assert subjects == {"borrower": "B1", "web_signed": "s1", "phone": None, "web_anonymous": None}
    said = str(document)
    for other in (BOSS.name, str(BOSS.id), "难缠", "冒名", "周敏"):
        assert other not in said


async def test_again_does_nothing_twice(do, privacy, person, loans, tmp_path: Path) -> None:
    first = await asked(do, person, "export", loans)
    assert (await asked(do, person, "export", loans)).id == first.id  # it waits already
    made = await carry_out(do, privacy, first)
    assert (await carry_out(do, privacy, first)).document == made.document
    assert len([path for path in (tmp_path / "objects").rglob("*") if path.is_file()]) == 1
    assert (await asked(do, person, "export", loans)).id != first.id


async def test_a_core_that_is_away_is_asked_again(do, privacy, person, loans) -> None:
    made = await asked(do, person, "export", loans)
    loans.away = True
    with pytest.raises(Unavailable):
        await carry_out(do, privacy, made)
    loans.away = False
    assert (await carry_out(do, privacy, made)).state == "done"


async def test_a_request_whose_job_was_given_up_is_begun_anew(sealing, do, privacy, person, loans) -> None:
    first = await asked(do, person, "export", loans)
    await asked(do, person, "export", loans)
    waiting = "SELECT count(*) FROM pgqueuer WHERE entrypoint = 'customers.privacy' AND status = 'queued'"
    async with sealing.transaction() as tx:
        assert (await tx.execute(text(waiting))).scalar_one() == 1  # it had not begun: one is enough
        await tx.execute(text("UPDATE pgqueuer SET status = 'failed', dedupe_key = NULL"))
    assert (await asked(do, person, "export", loans)).id == first.id
    async with sealing.transaction() as tx:
        assert (await tx.execute(text(waiting))).scalar_one() == 1
    job = privacy.job()
    times = [min(job.first_retry * 2**n, job.longest_retry) for n in range(job.max_attempts - 1)]
    assert sum(times, timedelta()) > timedelta(days=2)


async def test_a_copy_lies_seven_days(sealing: Database, do, privacy, person, loans, tmp_path: Path) -> None:
    made = await carry_out(do, privacy, await asked(do, person, "export", loans))
    assert await privacy.delete_expired() == 0
    sealing.clock.advance(timedelta(days=7))  # type: ignore[attr-defined]
    with pytest.raises(Gone):
        await do(privacy.read_copy, made)
    assert await privacy.delete_expired() == 1
    expired = await do(get, made.id)
    assert (expired.state, expired.finished_at) == ("expired", made.finished_at)
    assert [path for path in (tmp_path / "objects").rglob("*") if path.is_file()] == []


async def test_a_changed_row_fails_and_says_so(sealing: Database, do, privacy, person, loans) -> None:
    made = await asked(do, person, "export", loans)
    async with sealing.transaction() as tx:
        await tx.execute(
            text("UPDATE customer_personal SET sealed = set_byte(sealed, 30, get_byte(sealed, 30) # 1)")
        )
    ended = await carry_out(do, privacy, made)
    assert (ended.state, ended.failure) == ("failed", "cannot_open")
    with pytest.raises(Gone):
        await do(privacy.read_copy, ended)


async def everything(db: Database) -> str:
    async with db.transaction() as tx:
        found = []
        for table in ("customer", "customer_identity", "customer_personal", "event", "access_audit_entry"):
            found += (await tx.execute(text(f"SELECT {table}::text FROM {table}"))).scalars().all()
    return "\n".join(found)


async def test_erased(sealing: Database, do, privacy, person, loans, tmp_path: Path) -> None:
    copy = await carry_out(do, privacy, await asked(do, person, "export", loans))
    ended = await carry_out(do, privacy, await asked(do, person, "erase", loans))
    assert ended.state == "done"
    left = await everything(sealing)
    for gone in ("王1", "王一", "web_signed,demo", "浙江", "100****0001"):
        assert gone not in left
    assert await do(api.by_personal, "phone", "10000000001") == []
    assert await do(api.search, BOSS, "王1") == []
    assert await do(api.masked, person.id) == {}
    assert (await do(api.standing_restriction, person.id)).reason == "erased"
    with pytest.raises(api.CustomerRestricted):
        await do(api.refuse_restricted, AGENT, person.id)
    assert (await do(get, copy.id)).state == "expired"
    assert [path for path in (tmp_path / "objects").rglob("*") if path.is_file()] == []
    for kind in ("export", "erase"):
        with pytest.raises(AlreadyErased):
            await asked(do, person, kind, loans)
    assert (await carry_out(do, privacy, ended)).finished_at == ended.finished_at


async def test_what_staff_wrote_goes_too(sealing: Database, do, privacy, person, visitor, loans) -> None:
    (session,) = [id_ for id_ in await do(api.family, person.id) if id_ != person.id]
    other = await visitor()
    for id_ in (session, other.id):
        blocked = await do(api.block, id_, BOSS, reason="other", days=7, note="辱骂坐席，称王一是他弟弟")
        await do(api.lift, blocked.id, BOSS, note="已当面道歉")
        await do(api.restrict, id_, BOSS, reason="dispute", note="疑似冒名")
    assert (await carry_out(do, privacy, await asked(do, person, "erase", loans))).state == "done"
    kept = await sql_rows(sealing, "SELECT reason, note FROM customer_block ORDER BY at, id")
    assert kept == [("other", ""), ("other", "辱骂坐席，称王一是他弟弟")]  # of another person nothing goes
    assert await sql_rows(sealing, "SELECT note FROM customer_block_lift ORDER BY at, block_id") == [
        ("",), ("已当面道歉",),
    ]  # fmt: skip
    kept = await sql_rows(sealing, "SELECT reason, note FROM customer_restriction ORDER BY reason, note")
    assert kept == [("dispute", ""), ("dispute", "疑似冒名"), ("erased", "")]


async def sql_rows(db: Database, statement: str) -> list[tuple[Any, ...]]:
    async with db.transaction() as tx:
        return [tuple(row) for row in (await tx.execute(text(statement))).all()]


async def test_who_comes_back_begins_anew(do, privacy, person, loans, visitor) -> None:
    await carry_out(do, privacy, await asked(do, person, "erase", loans))
    back = await visitor()
    bound = await do(api.bind, back.id, "B1", proof="code", actor=SYSTEM)
    assert bound.id == back.id
    assert await do(api.standing_restriction, back.id) is None
    assert (await do(api.by_borrower, "B1")).id == back.id


async def test_who_signs_in_with_a_session_that_was_erased_begins_anew(do, privacy, loans, visitor) -> None:
    session = await visitor()
    await carry_out(do, privacy, await asked(do, session, "erase", loans))
    signed_in = await do(api.link, session.id, "web_signed", "demo", "s9", name="王五")
    assert signed_in.id != session.id
    assert (signed_in.erased_at, (await do(api.get, session.id)).name) == (None, None)
    assert await do(api.standing_restriction, signed_in.id) is None


async def test_a_loan_stands_in_the_way(do, privacy, person, loans) -> None:
    loans.open_ = "open_loans"
    with pytest.raises(Conflict) as refused:
        await asked(do, person, "erase", loans)
    assert refused.value.code == "open_loans"
    loans.open_ = None
    made = await asked(do, person, "erase", loans)
    loans.open_ = "open_loans"  # one was made meanwhile
    ended = await carry_out(do, privacy, made)
    assert (ended.state, ended.failure) == ("failed", "open_loans")
    assert (await do(api.get, person.id)).name == "王1"


async def test_who_may_ask(do, person, loans) -> None:
    with pytest.raises(Forbidden):
        await do(request, person.id, "export", AGENT, reason="x", parts=[])
    for reason in ("", " ", "长" * 501):
        with pytest.raises(Invalid):
            await do(request, person.id, "export", BOSS, reason=reason, parts=[])
    with pytest.raises(NotFound):
        await do(request, new_id(), "erase", BOSS, reason="x", parts=[])
    with pytest.raises(NotFound):
        await do(get, new_id())


def test_a_copy_is_in_the_readers_words() -> None:
    """No codes, no fen, no other hour; what people wrote stays as it is."""
    document = {
        "made_at": "2026-11-22T16:30:00+00:00",
        "sections": {
            "loans": [{"id": "L1", "amount_fen": 120_050, "state": "overdue", "next_due_on": "2026-12-08"}],
            "conversations": [{"at": "2026-11-22T16:05:09+00:00", "by": "customer", "text": "marketing"}],
            "portraits": [
                {
                    "record": "segment", "key": "stage:repaying", "title": {"zh-CN": "还款中", "en": "Repaying"},
                    "why": {"rule": "loans_open > 0", "facts": {"available_limit_fen": -5}, "tags": []},
                }
            ],
            "consents": [{"purpose": "marketing", "given": False}],
        },
    }  # fmt: skip
    page = as_page(document, "zh-CN", ZoneInfo("Asia/Shanghai"))
    for told in (
        "2026-11-23 00:30", "Asia/Shanghai", "<th>借款金额</th>", "1,200.50 元", "<td>逾期</td>", "2026-11-23 00:05",
        "<td>客户</td>", "<td>marketing</td>", "<td>还款中</td>", "在贷笔数 &gt; 0", "可用额度: -0.05 元",
        "<td>营销信息</td>", "<td>否</td>",
    ):  # fmt: skip
        assert told in page, told
    english = as_page(document, "en", ZoneInfo("Asia/Shanghai"))
    for told in ("1,200.50 yuan", "<td>overdue</td>", "<td>Repaying</td>", "<td>no</td>"):
        assert told in english, told
