"""How long `tandem mail import` takes for a mailbox of many messages, on a real dovecot.

    .venv/bin/python scripts/bench_mail.py [--messages 10000]

Starts a database and a dovecot of its own in a temporary folder, fills the mailbox (plain texts, HTML, answers with
quotes, every tenth with a file of 20 KB, GB18030 among them; 3,000 senders), imports it by the command, and
again. Needs Debian's dovecot-imapd."""

import argparse
import asyncio
import os
import random
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from sqlalchemy import text  # noqa: E402
from tests.adapters.mail.servers import PASSWORD, USER, dovecot  # noqa: E402

from tandem.contexts.access.api import Actor  # noqa: E402
from tandem.contexts.channels.api import create_account, vault  # noqa: E402
from tandem.contexts.conversations import api as conversations  # noqa: E402
from tandem.kit.crypto import Keyring  # noqa: E402
from tandem.kit.db import Database  # noqa: E402
from tandem.kit.migrations import upgrade  # noqa: E402
from tandem.kit.postgres import EmbeddedPostgres  # noqa: E402
from tandem.settings import Settings  # noqa: E402

TANDEM = str(Path(sys.executable).with_name("tandem"))
SAID = [
    "我想提前还清贷款，需要准备什么材料？",
    "这个月的账单为什么比上个月多？",
    "请开一份结清证明，谢谢。",
    "为什么还没有放款？",
]
QUOTED = (
    '\n\n------------------ 原始邮件 ------------------\n发件人: "客服" <service@hesui.example>\n发送时间: 2026年\n\n'
    + "您好，" * 200
)


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--messages", type=int, default=10_000)
    count = asked.parse_args().messages
    base = Path(tempfile.mkdtemp(prefix="tandem-bench-mail-"))
    base.chmod(0o755)
    home, box = base / "home", base / "dovecot"
    box.mkdir()
    postgres = EmbeddedPostgres(home)
    with dovecot(box) as server:
        fill(server.maildir, count)
        server.deliver(mail(random.Random(0), count))
        postgres.prepare()
        postgres.start()
        try:
            told = {**os.environ, "TANDEM_HOME": str(home), "TANDEM_DATABASE_URL": postgres.url}
            os.environ.update(told)
            os.environ["SSL_CERT_FILE"] = told["SSL_CERT_FILE"] = str(box / "cert.pem")
            asyncio.run(connected(postgres.url, server.imaps))
            for name in ("first", "again"):
                began = time.monotonic()
                done = subprocess.run([TANDEM, "mail", "import", "--account", "bench"], env=told, check=False)
                print(f"{name}: {time.monotonic() - began:.1f} s, exit code {done.returncode}")
            asyncio.run(counted(postgres.url))
        finally:
            postgres.stop()


def fill(maildir: Path, count: int) -> None:
    """As a mail server left them, into `cur`: dovecot need not move them."""
    chance = random.Random(7)
    for part in ("new", "cur", "tmp"):
        (maildir / part).mkdir(parents=True, mode=0o700)
    for number in range(count):
        (maildir / "cur" / f"{1_700_000_000 + number}.M{number}.bench:2,S").write_bytes(mail(chance, number))


def mail(chance: random.Random, number: int) -> bytes:
    made = EmailMessage()
    sender = chance.randrange(3_000)
    made["From"] = f"客户{sender} <c{sender}@example.com>"
    made["To"], made["Subject"] = "service@hesui.example", chance.choice(["账单", "还款", "Re: 结清", "咨询"])
    made["Message-ID"] = f"<{number}@example.com>"
    made["Date"] = format_datetime(datetime(2025, 1, 1, tzinfo=UTC) + timedelta(minutes=50 * number))
    made["Received"] = "from mx.example.com by mail.hesui.example; Fri, 20 Nov 2026 10:00:00 +0800"
    said = f"{chance.choice(SAID)}（{number}）"
    if chance.random() < 0.5:
        said += QUOTED
    made.set_content(said, charset=chance.choice(["utf-8", "utf-8", "gb18030"]), cte="base64")
    if chance.random() < 0.6:
        made.add_alternative(f"<html><body><p>{said}</p></body></html>", subtype="html", cte="base64")
    if number % 10 == 0:
        made.add_attachment(chance.randbytes(20_000), maintype="image", subtype="jpeg", filename="凭证.jpg")
    return made.as_bytes()


async def connected(url: str, port: int) -> None:
    await upgrade(url)
    settings = Settings()
    db = Database(url, pool_size=2, keyring=Keyring(settings.master_keys_given, settings.master_keys_path))
    told = {
        "address": "service@hesui.example",
        "imap_host": "localhost",
        "imap_port": port,
        "user": USER,
        "send": "maildir",
    }
    async with db.transaction() as tx:
        await conversations.create_queue(tx, "general", "在线客服")
        await create_account(
            tx, vault(settings.secret()), Actor.system("bench"), kind="email", key="bench", name="客服邮箱",
            queue_key="general", settings=told, secrets={"password": PASSWORD},
        )  # fmt: skip
    await db.close()


async def counted(url: str) -> None:
    db = Database(url, pool_size=1)
    async with db.transaction() as tx:
        for table in ("channel_inbox", "conversation", "message", "customer"):
            print(f"{table}: {(await tx.execute(text(f'SELECT count(*) FROM {table}'))).scalar_one()}")
    await db.close()


if __name__ == "__main__":
    main()
