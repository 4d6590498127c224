"""Maildirs: what is delivered is taken once; the customer's side of the demo's mailbox."""

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import select

from tandem.adapters.mail import Mail, connection
from tandem.adapters.mail.local import NotLocal
from tandem.adapters.mail.maildir import incoming
from tandem.contexts.access.api import Actor
from tandem.contexts.access.permissions import permissions_of
from tandem.contexts.channels.api import Accounts, create_account
from tandem.contexts.channels.ports import Account, Outgoing
from tandem.contexts.channels.written.models import inbox_table
from tandem.kit.db import Database
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


async def test_what_is_no_address_is_refused(mail, account):
    with pytest.raises(NotLocal):
        await mail.local.write(account, sender="nobody", subject="", text="x")
    elsewhere = Account(
        account.id, "email", "service", "x", "general", {"address": ADDRESS, "receive": "imap"}
    )
    with pytest.raises(NotLocal):
        await mail.local.write(elsewhere, sender="a@b.example", subject="", text="x")
