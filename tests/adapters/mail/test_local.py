"""Maildirs: what is delivered is taken once; the customer's side of the demo's mailbox."""

import httpx
import pytest
from cryptography.fernet import Fernet
from fastapi import FastAPI
from sqlalchemy import select, text

from tandem.adapters.mail import Mail, connection
from tandem.adapters.mail.endpoints import router
from tandem.adapters.mail.local import NotLocal
from tandem.adapters.mail.maildir import incoming
from tandem.contexts.access.api import Actor
from tandem.contexts.access.guards import current_caller
from tandem.contexts.access.permissions import permissions_of
from tandem.contexts.channels.api import Accounts, create_account
from tandem.contexts.channels.ports import Account, Outgoing
from tandem.contexts.channels.written.models import inbox_table
from tandem.kit.db import Database
from tandem.kit.http.problems import install
from tandem.kit.ids import new_id

from .mails import ADDRESS, plain
from .test_arriving import BOMBS

SEALED = Fernet(Fernet.generate_key())


@pytest.fixture
async def mail(database_url, tmp_path) -> Mail:
    db = Database(database_url, pool_size=2)
    yield connection(tmp_path / "mail", Accounts(db, SEALED), b"k" * 32)
    await db.close()


@pytest.fixture
async def account(mail) -> Account:
    admin = Actor("staff", new_id(), "管理员", permissions_of(["admin"]))
    async with mail.db.transaction() as tx:
        await create_account(
            tx, SEALED, admin, kind="email", key="service", name="客服邮箱", queue_key="general",
            settings={"address": ADDRESS, "receive": "maildir", "send": "maildir"}, secrets={},
        )  # fmt: skip
    return await mail.taking.accounts.by_key("email", "service")


async def kept(mail: Mail) -> list[tuple[str, dict]]:
    async with mail.db.transaction() as tx:
        rows = await tx.execute(
            select(inbox_table.c.sender, inbox_table.c.payload).order_by(inbox_table.c.id)
        )
        return [(row.sender, row.payload) for row in rows]


async def test_mails_are_taken_once_and_what_is_broken_is_put_aside(mail, account, tmp_path):
    box = incoming(tmp_path / "mail", "service")
    box.deliver(plain("一"))
    box.deliver(BOMBS["header"])
    box.deliver(plain("自动", Auto_Submitted="auto-generated"))
    (box.path / "new" / "link").symlink_to("/etc/passwd")
    taken = await mail.room.look()
    assert (taken.kept, dict(taken.aside)) == (1, {"header_too_long": 1, "auto_reply": 1})
    assert (await mail.room.look()).kept == 0
    assert len(list((box.path / "cur").iterdir())) == 2
    assert len(list((box.path / "refused").iterdir())) == 1


async def test_killed_before_it_was_moved_it_is_the_same(mail, account, tmp_path):
    box = incoming(tmp_path / "mail", "service")
    name = box.deliver(plain("一"))
    await mail.room.look()
    (box.path / "cur" / f"{name}:2,S").rename(box.path / "new" / name)
    taken = await mail.room.look()
    assert (taken.kept, taken.known) == (0, 1)


async def test_a_customer_writes_reads_the_answer_and_answers_it(mail, account):
    await mail.local.write(
        account, sender="Li.Na@Example.com", subject="还款\r\nBcc: x@y.example", text="我要提前还款"
    )
    await mail.room.look()
    ((sender, told),) = await kept(mail)
    assert sender == "li.na@example.com"
    assert told["text"].endswith("我要提前还款")
    conversation = new_id()
    answer = Outgoing(
        new_id(),
        sender,
        "text",
        "可以的。",
        context=told["context"],
        conversation_id=conversation,
        automatic=True,
    )
    await mail.channel.send(account, answer)
    newest = await mail.local.newest(account, 10)
    assert [one.direction for one in newest] == ["out", "in"]
    assert newest[0].recipient == sender
    assert newest[0].subject == "Re: 还款 Bcc: x@y.example"
    assert newest[0].text.startswith("可以的。")
    await mail.local.write(account, sender=sender, subject="Re: 还款", text="谢谢", answers=newest[0].id)
    await mail.room.look()
    assert (await kept(mail))[1][1]["conversation_id"] == str(conversation)


@pytest.mark.parametrize(("role", "read", "written"), [("admin", 200, 201), ("supervisor", 403, 403)])
async def test_the_screen_is_for_those_who_may_and_audited(mail, account, role, read, written):
    app = FastAPI()
    app.state.db = mail.db
    install(app)
    app.include_router(router(mail.taking.accounts, mail.local))
    actor = Actor("staff", new_id(), "周敏", permissions_of([role]))
    app.dependency_overrides[current_caller] = lambda: actor
    told = {"account": "service", "sender": "li.na@example.com", "subject": "账单", "text": "您好"}
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://desk") as client:
        answers = [
            await client.post("/local/mail", json=told | changed)
            for changed in (
                {},
                {"sender": "nobody"},
                {"account": "none"},
                {"answers": "../../x"},
                {"text": " "},
            )
        ]
        listed = await client.get("/local/mail")
    assert listed.status_code == read
    if role == "admin":
        assert [one.status_code for one in answers] == [201, 422, 404, 201, 422]
        assert [one["text"] for one in listed.json()["mails"]] == ["您好", "您好"]
        assert listed.json()["mailboxes"][0]["address"] == ADDRESS
    else:
        assert answers[0].status_code == written
    async with mail.db.transaction() as tx:
        audited = (
            (await tx.execute(text("SELECT action FROM access_audit_entry ORDER BY seq"))).scalars().all()
        )
    kept = ["mail_local.written", "mail_local.written", "mail_local.read"] if role == "admin" else []
    assert [one for one in audited if one.startswith("mail_local")] == kept


async def test_what_is_no_address_is_refused(mail, account):
    with pytest.raises(NotLocal):
        await mail.local.write(account, sender="nobody", subject="", text="x")
    elsewhere = Account(
        account.id, "email", "service", "x", "general", {"address": ADDRESS, "receive": "imap"}
    )
    with pytest.raises(NotLocal):
        await mail.local.write(elsewhere, sender="a@b.example", subject="", text="x")
