"""A channel in a package of its own, as docs/howto/add-a-channel.md makes one."""

import os
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import select

from tandem.contexts.channels.api import Accounts
from tandem.contexts.channels.ports import Outgoing, SendRefused
from tandem.contexts.channels.written.models import inbox_table
from tandem.contexts.channels.written.repository import accounts
from tandem.kit import i18n
from tandem.kit.db import Database
from tandem.kit.ids import new_id
from tandem.settings import Settings
from tandem.wiring.channels.plugged import plugged

from .howto import installed


@pytest.fixture
async def kept(database_url: str):
    db = Database(database_url, pool_size=2)
    yield Accounts(db, Fernet(Fernet.generate_key()))
    await db.close()


@pytest.fixture(autouse=True)
def words(monkeypatch: pytest.MonkeyPatch):
    """What a package adds is taken away again."""
    monkeypatch.setattr(i18n, "_more", [])
    yield
    i18n.catalogue.cache_clear()


async def test_the_folder_of_the_page_is_a_channel(tmp_path: Path, kept, monkeypatch) -> None:
    installed(tmp_path, monkeypatch)
    (fax,) = plugged(Settings(home=tmp_path / "home"), kept)
    assert i18n.translate("channel.fax.name", "zh-CN") == "传真"
    async with kept.db.transaction() as tx:
        await accounts.add(
            tx, kept.vault, kind="fax", key="main", name="传真", queue_key="general", settings={}, secrets={}
        )
    account = await kept.by_key("fax", "main")
    assert account is not None
    assert [one.ok for one in await fax.channel.check(account)] == [True]
    folder = tmp_path / "home" / "channels" / "fax" / "main"
    (look,) = fax.part.periodic
    await look.work()
    (folder / "in" / "0001.txt").write_text("031188888888\n请把结清证明传真过来", "utf-8")
    for _ in range(2):
        await look.work()
    assert os.listdir(folder / "in") == []
    async with kept.db.transaction() as tx:
        (event,) = (await tx.execute(select(inbox_table))).all()
    assert (event.external_id, event.sender, event.payload["text"]) == (
        "0001.txt",
        "031188888888",
        "请把结清证明传真过来",
    )
    answer = Outgoing(new_id(), "031188888888", "text", "已传真，请查收")
    for _ in range(2):
        await fax.channel.send(account, answer)
    (sent,) = (folder / "out").iterdir()
    assert sent.read_text("utf-8") == "031188888888\n已传真，请查收\n"
    with pytest.raises(SendRefused):
        await fax.channel.send(account, Outgoing(new_id(), "../x", "text", "x"))


def test_its_words_replace_none_of_ours(tmp_path: Path) -> None:
    (tmp_path / "en.json").write_text('{"channel.sms.name": "Mine", "channel.x.name": "X"}')
    i18n.add_words(tmp_path)
    assert i18n.translate("channel.sms.name", "en") == "Text message"
    assert i18n.translate("channel.x.name", "en") == "X"


async def test_a_package_that_cannot_be_loaded_stops_the_start(tmp_path: Path, kept, monkeypatch) -> None:
    installed(tmp_path, monkeypatch)
    (tmp_path / "fax" / "tandem_fax" / "__init__.py").write_text("raise ImportError('no machine')")
    with pytest.raises(ImportError, match="no machine"):
        plugged(Settings(home=tmp_path / "home"), kept)
