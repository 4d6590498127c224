"""A real IMAP server: nothing lost, nothing twice, whatever is restarted."""

import asyncio
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path
from shutil import rmtree

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import delete, select

from tandem.adapters.mail import Mail, connection, state
from tandem.adapters.mail.catching_up import CatchingUp, pages
from tandem.adapters.mail.connecting import connected
from tandem.adapters.mail.fields import Mailbox
from tandem.adapters.mail.importing import Importing
from tandem.adapters.mail.models import mail_folder_table
from tandem.contexts.access.api import Actor
from tandem.contexts.access.permissions import permissions_of
from tandem.contexts.channels.api import Accounts, create_account
from tandem.contexts.channels.ports import Account, ForeignFile, SendRefused
from tandem.contexts.channels.written.models import account_table, inbox_table
from tandem.contexts.conversations import api as conversations
from tandem.contexts.conversations.models import conversation_table, message_table
from tandem.kit.db import Database
from tandem.kit.ids import new_id

from .mails import ADDRESS, plain
from .servers import PASSWORD, Dovecot, dovecot

SEALED = Fernet(Fernet.generate_key())


@pytest.fixture(scope="module")
def module_server() -> Iterator[Dovecot]:
    # Not below pytest's own folder: dovecot's processes have no rights there.
    base = Path(tempfile.mkdtemp(prefix="tandem-dovecot-"))
    base.chmod(0o755)
    try:
        with dovecot(base) as server:
            yield server
    finally:
        rmtree(base)


@pytest.fixture
def server(module_server, monkeypatch) -> Dovecot:
    monkeypatch.setenv("SSL_CERT_FILE", str(module_server.base / "cert.pem"))
    return replace(module_server, user=f"user-{new_id().hex}")


@pytest.fixture
async def mail(database_url, tmp_path) -> Mail:
    db = Database(database_url, pool_size=4)
    async with db.transaction() as tx:
        await conversations.create_queue(tx, "general", "在线客服")
    made = connection(tmp_path, Accounts(db, SEALED), b"k" * 32)
    yield made
    await made.watching.stop()
    await db.close()


async def account_of(mail: Mail, server: Dovecot, **more) -> Account:
    admin = Actor("staff", new_id(), "管理员", permissions_of(["admin"]))
    settings = {
        "address": ADDRESS, "receive": "imap", "imap_host": "localhost", "imap_port": server.imaps, "user": server.user,
        "send": "maildir", **more,
    }  # fmt: skip
    async with mail.db.transaction() as tx:
        await create_account(
            tx, SEALED, admin, kind="email", key="service", name="客服邮箱", queue_key="general", settings=settings,
            secrets={"password": PASSWORD},
        )  # fmt: skip
    found = await mail.taking.accounts.by_key("email", "service")
    assert found is not None
    return found


async def catch_up(mail: Mail, account: Account, folder: str = "INBOX"):
    async with connected(Mailbox(account), mail.tokens) as mailbox:
        now = await mailbox.run(mailbox.session.examine, folder)
        return await CatchingUp(mail.taking)(account, folder, mailbox, now)


async def texts(mail: Mail) -> list[str]:
    async with mail.db.transaction() as tx:
        rows = await tx.execute(select(inbox_table.c.payload).order_by(inbox_table.c.id))
        return [row.payload["text"].split("\n")[-1] for row in rows]


@pytest.mark.parametrize("security", ["tls", "starttls"])
async def test_what_is_new_comes_once(mail, server, security):
    account = await account_of(
        mail, server, imap_security=security, imap_port=server.imaps if security == "tls" else server.imap
    )
    server.deliver(plain("早先的"))
    assert (await catch_up(mail, account)).kept == 0  # what was there before is history
    server.deliver(plain("一"))
    server.deliver(plain("二", Auto_Submitted="auto-replied"))
    server.deliver(plain("三"))
    first = await catch_up(mail, account)
    assert (first.kept, dict(first.aside)) == (2, {"auto_reply": 1})
    assert (await catch_up(mail, account)).kept == 0
    server.deliver(plain("四"))
    await catch_up(mail, account)
    assert await texts(mail) == ["一", "三", "四"]


async def test_killed_before_it_was_noted_it_comes_again_and_is_the_same(mail, server):
    account = await account_of(mail, server)
    server.deliver(plain("早先的"))
    await catch_up(mail, account)
    server.deliver(plain("一"))
    await catch_up(mail, account)
    async with mail.db.transaction() as tx:
        await tx.execute(mail_folder_table.update().values(next_uid=1))
    again = await catch_up(mail, account)
    assert (again.kept, again.known) == (1, 1)  # what was history is new now, the other is known


async def test_a_new_numbering_loses_nothing_and_doubles_nothing(mail, server):
    account = await account_of(mail, server)
    server.deliver(plain("早先的"))
    await catch_up(mail, account)
    server.deliver(plain("一"))
    await catch_up(mail, account)
    server.deliver(plain("二"))
    for index in server.maildir.glob("dovecot*"):  # the server forgets its numbers
        index.unlink()
    async with mail.db.transaction() as tx:
        await tx.execute(mail_folder_table.update().values(uidvalidity=mail_folder_table.c.uidvalidity - 1))
    await catch_up(mail, account)
    assert sorted(await texts(mail)) == ["一", "二", "早先的"]
    assert (await catch_up(mail, account)).kept == 0


async def test_an_import_that_meets_the_new_numbering_first_takes_no_new_mail_for_history(mail, server):
    account = await account_of(mail, server)
    server.deliver(plain("早先的", Date="Fri, 10 Oct 2025 10:00:00 +0800"))
    await catch_up(mail, account)
    server.deliver(plain("没人看过"))
    async with mail.db.transaction() as tx:
        await tx.execute(mail_folder_table.update().values(uidvalidity=mail_folder_table.c.uidvalidity - 1))
    await Importing(mail.taking, mail.tokens)(account, "INBOX", lambda done, of: None, asyncio.Event())
    async with mail.db.transaction() as tx:
        rows = (await tx.execute(select(inbox_table.c.state, inbox_table.c.payload))).all()
    assert "没人看过" in [row.payload["text"].split("\n")[-1] for row in rows if row.state == "received"]
    assert (await catch_up(mail, account)).kept == 0


async def test_files_are_fetched_where_they_lie(mail, server):
    account = await account_of(mail, server)
    server.deliver(plain())
    await catch_up(mail, account)
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "x@example.com", ADDRESS, "附件"
    message.set_content("见附件")
    message.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="结清证明.pdf")
    server.deliver(message.as_bytes())
    await catch_up(mail, account)
    async with mail.db.transaction() as tx:
        (row,) = (await tx.execute(select(inbox_table.c.payload))).all()
    file = ForeignFile(*row.payload["files"][0])
    assert await mail.channel.fetch(account, file, limit=1000) == b"%PDF-1.4"
    with pytest.raises(SendRefused, match="file_too_large"):
        await mail.channel.fetch(account, file, limit=3)
    gone = file.reference.replace("/2#", "/999#")
    with pytest.raises(SendRefused, match="file_missing"):
        await mail.channel.fetch(account, ForeignFile(gone, "x"), limit=1000)


async def test_a_mail_is_heard_at_once_and_one_process_listens(mail, server, database_url, tmp_path):
    account = await account_of(mail, server)
    server.deliver(plain("早先的"))
    other_db = Database(database_url, pool_size=2)
    other = connection(tmp_path, Accounts(other_db, SEALED), b"k" * 32)
    try:
        assert await mail.watching.tend() == 1
        assert await other.watching.tend() == 0

        async def looked_at() -> bool:
            async with mail.db.transaction() as tx:
                return (await state.place(tx, account.id, "INBOX")).uidvalidity is not None

        await _until(looked_at)
        server.deliver(plain("现在的"))

        async def heard() -> bool:
            return bool(await texts(mail))

        await _until(heard)
        async with mail.db.transaction() as tx:  # the first process is gone for longer than its lease
            await tx.execute(mail_folder_table.update().values(watched_until=None))
        assert await other.watching.tend() == 1
        assert await mail.watching.tend() == 0
    finally:
        await other.watching.stop()
        await other_db.close()
    assert await texts(mail) == ["现在的"]


async def test_the_history_is_imported_once_and_goes_on_where_it_stopped(mail, server, monkeypatch):
    monkeypatch.setattr("tandem.adapters.mail.importing._PAGE", 2)
    for number in range(5):
        sender = f"客户 <c{number % 2}@example.com>"
        server.deliver(plain(f"旧{number}", From=sender, Date=f"Fri, {10 + number} Oct 2026 10:00:00 +0800"))
    server.deliver(plain("自动", Auto_Submitted="auto-replied"))
    account = await account_of(mail, server)
    importing, stop, seen = Importing(mail.taking, mail.tokens), asyncio.Event(), []

    def told(done: int, of: int) -> None:
        seen.append((done, of))
        if done == 2:
            stop.set()

    first = await importing(account, "INBOX", told, stop)
    assert (first.done, first.taken.kept) == (False, 2)
    second = await importing(account, "INBOX", lambda done, of: seen.append((done, of)), asyncio.Event())
    assert (second.done, second.taken.kept, dict(second.taken.aside)) == (True, 3, {"auto_reply": 1})
    assert seen == [(0, 6), (2, 6), (0, 4), (2, 4), (4, 4)]
    again = await importing(account, "INBOX", told, asyncio.Event())
    assert (again.done, again.taken.kept) == (True, 0)
    server.deliver(plain("新的"))
    assert (await catch_up(mail, account)).kept == 1
    async with mail.db.transaction() as tx:
        past = (
            await tx.execute(select(conversation_table.c.status, conversation_table.c.customer_verified))
        ).all()
        said = (
            (await tx.execute(select(message_table.c.text).order_by(message_table.c.created_at)))
            .scalars()
            .all()
        )
        rows = (await tx.execute(select(inbox_table.c.state, inbox_table.c.conversation_id))).all()
    assert [tuple(row) for row in past] == [("resolved", False)] * 5
    assert [text.split("\n")[-1] for text in said] == ["旧0", "旧1", "旧2", "旧3", "旧4"]
    assert sorted((state, id_ is None) for state, id_ in rows) == [("done", False)] * 5 + [("received", True)]


async def _until(true) -> None:
    async with asyncio.timeout(30):
        while not await true():  # noqa: ASYNC110 -- what is waited for happens in threads and in the server
            await asyncio.sleep(0.05)


async def test_the_live_check(mail, server):
    account = await account_of(mail, server)
    server.deliver(plain())
    keys = [(one.key, one.ok) for one in await mail.channel.check(account)]
    assert keys == [("imap_reach", True), ("imap_login", True), ("imap_folders", True), ("maildir_out", True)]


@pytest.mark.parametrize(
    ("settings", "step"),
    [
        ({"folders": "INBOX, 没有"}, "imap_folders"),
        ({"user": '"x\\'}, "imap_login"),
        ({"imap_port": 1}, "imap_reach"),
    ],
)
async def test_the_live_check_names_what_is_wrong(mail, server, settings, step):
    account = await account_of(mail, server, **settings)
    if step == "imap_login":
        account.secrets["password"] = "wrong"
    last = (await mail.channel.check(account))[-1]
    assert (last.key, last.ok) == (step, False)


async def test_what_is_wrong_stands_with_the_account(mail, server):
    await account_of(mail, server, imap_port=1)
    await mail.watching.tend()

    async def noted() -> bool:
        async with mail.db.transaction() as tx:
            return (await tx.execute(select(account_table.c.last_error))).scalar_one() == "connection"

    await _until(noted)
    async with mail.db.transaction() as tx:
        await tx.execute(delete(mail_folder_table))


def test_pages_fit_into_memory():
    sizes = [(uid, 10_000_000) for uid in range(1, 8)]
    assert [len(page) for page in pages(sizes)] == [3, 3, 1]
    assert [len(page) for page in pages([(uid, 1) for uid in range(120)])] == [50, 50, 20]
