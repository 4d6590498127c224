"""Text messages held to the contract of channels: each gateway with its far end."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from cryptography.fernet import Fernet

from tandem.adapters.sms_http import HttpGateway
from tandem.adapters.sms_local import LocalGateway, LocalSms
from tandem.adapters.sms_smpp import SmppGateway
from tandem.contexts.channels.api import Accounts
from tandem.contexts.channels.ports import Account
from tandem.contexts.channels.sms.channel import SmsChannel
from tandem.contexts.channels.written.repository import accounts
from tandem.kit.clock import SystemClock
from tandem.kit.db import Database
from tandem.kit.ids import new_id

from ..adapters.sms_http.gateway_sim import KEY_ID, SECRET, SimulatedGateway, serving
from ..adapters.sms_smpp.center_sim import serving as serving_smpp
from ..adapters.sms_smpp.test_smpp import holding
from .peer import Peer


@asynccontextmanager
async def sms_http(tmp_path: Path, database_url: str) -> AsyncIterator[Peer]:
    """A simulated gateway, by HTTP."""
    gateway = HttpGateway(SystemClock())
    async with serving(SimulatedGateway()) as sim:
        told = {"gateway": "http", "signature": "禾穗消费金融", "url": sim.url, "key_id": KEY_ID}
        account = Account(new_id(), "sms", "main", "短信", "general", told, {"secret": SECRET})
        yield Peer(
            SmsChannel([gateway]), account, "13900000000",
            lambda: [f"{one['to']} {one['text']}" for one in sim.taken.values()],
        )  # fmt: skip
        await gateway.close()


@asynccontextmanager
async def sms_local(tmp_path: Path, database_url: str) -> AsyncIterator[Peer]:
    """The outbox that the desk shows."""
    db = Database(database_url, pool_size=2)
    kept, outbox = Accounts(db, Fernet(Fernet.generate_key())), _Seen(db, b"a root secret")
    told = {"gateway": "local", "signature": "禾穗消费金融"}
    async with db.transaction() as tx:
        await accounts.add(
            tx, kept.vault, kind="sms", key="main", name="短信", queue_key="general", settings=told, secrets={}
        )  # fmt: skip
    account = await kept.by_key("sms", "main")
    assert account is not None
    yield Peer(
        SmsChannel([LocalGateway(outbox, kept)]), account, "13900000000", lambda: [*outbox.seen.values()]
    )
    await db.close()


@asynccontextmanager
async def sms_smpp(tmp_path: Path, database_url: str) -> AsyncIterator[Peer]:
    """A simulated short message centre; segments of one text are joined as a telephone does."""
    db = Database(database_url, pool_size=2)
    kept = Accounts(db, Fernet(Fernet.generate_key()))
    gateway = SmppGateway(kept, db.clock)
    async with serving_smpp() as centre:
        told = {
            "gateway": "smpp", "signature": "禾穗消费金融", "host": "127.0.0.1", "port": centre.port,
            "system_id": "tandem",
        }  # fmt: skip
        async with db.transaction() as tx:
            await accounts.add(
                tx, kept.vault, kind="sms", key="main", name="短信", queue_key="general", settings=told,
                secrets={"password": "geheim"},
            )  # fmt: skip
        account = await kept.by_key("sms", "main")
        assert account is not None
        await holding(gateway)

        def received() -> list[str]:
            texts: list[str] = []
            for one in centre.submitted:
                joined = one.esm_class & 0x40 and one.content[5] > 1
                texts[-1:] = [texts[-1] + one.text()] if joined else [*texts[-1:], f"{one.to} {one.text()}"]
            return texts

        yield Peer(SmsChannel([gateway]), account, "13900000000", received)
        await gateway.close()
    await db.close()


class _Seen(LocalSms):
    """What stands in the outbox, read back after each message."""

    seen: dict[str, str]

    def __init__(self, db: Database, secret: bytes) -> None:
        super().__init__(db, secret)
        self.db, self.seen = db, {}

    async def write(self, phone: str, text: str, *, purpose: str, key: str):
        at = await super().write(phone, text, purpose=purpose, key=key)
        async with self.db.transaction() as tx:
            self.seen = {str(one.id): f"{one.phone} {one.text}" for one in await self.newest(tx, None, 50)}
        return at
