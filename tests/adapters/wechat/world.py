"""An account at the simulated platform, and our side of it over real HTTP."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial

import httpx
import uvicorn
from cryptography.fernet import Fernet
from fastapi import FastAPI
from sqlalchemy import select

from tandem.adapters.wechat import Tokens, WeChatApi, WeChatChannel, callbacks
from tandem.adapters.wechat.known import Known
from tandem.adapters.wechat.replies import Replies
from tandem.contexts.channels.api import Accounts, Intake
from tandem.contexts.channels.ports import Account
from tandem.contexts.channels.written.models import account_table, inbox_table
from tandem.contexts.channels.written.repository import accounts
from tandem.demo.wechat_simulator import OfficialAccount, Platform, Serving
from tandem.kit.db import Database
from tandem.kit.http import problems

AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
SECRETS = {"app_secret": "app-secret", "callback_token": "callback-token", "aes_key": AES_KEY}
TEMPLATE = "tpl-repaid"


def official(url: str = "", *, encrypted: bool = True) -> OfficialAccount:
    return OfficialAccount(
        appid="wx5823bf96d3bd56c7", app_secret="app-secret", callback_token="callback-token", callback_url=url,
        aes_key=AES_KEY, encrypted=encrypted, name="禾穗金融",
        templates={TEMPLATE: {"title": "还款成功通知", "content": "金额：{{amount.DATA}}\n日期：{{date.DATA}}"}},
    )  # fmt: skip


@dataclass
class World:
    """`account` is a row; `sim` the platform; `app` our callbacks, also under `account.callback_url`."""

    db: Database
    accounts: Accounts
    account: Account
    channel: WeChatChannel
    intake: Intake
    sim: Serving
    app: FastAPI

    @property
    def platform(self) -> Platform:
        return self.sim.platform

    async def kept(self) -> list[tuple[str, str, str, dict]]:
        """What came in: kind, external id, sender, what it said."""
        i = inbox_table.c
        async with self.db.transaction() as tx:
            rows = await tx.execute(select(i.kind, i.external_id, i.sender, i.payload).order_by(i.id))
            return [tuple(row) for row in rows.all()]

    async def texts(self) -> list[str]:
        return [payload["text"] for _, _, _, payload in await self.kept()]

    def by_asgi(self) -> httpx.AsyncClient:
        """A client without sockets between."""
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
        return httpx.AsyncClient(transport=transport, base_url="http://us")


@asynccontextmanager
async def world(database_url: str, *, encrypted: bool = True, **settings: object) -> AsyncIterator[World]:
    db = Database(database_url, pool_size=5)
    sealed = Fernet(Fernet.generate_key())
    kept = Accounts(db, sealed)
    intake = Intake(kept)
    app = FastAPI()
    problems.install(app)
    known = Known(kept)
    replies = Replies(db, sealed)
    app.include_router(callbacks(known, intake, db.clock, lambda key, openid: f"s-{openid[:8]}", replies))
    async with served(app) as url, Serving(Platform(official(encrypted=encrypted))) as sim:
        sim.platform.account.callback_url = f"{url}/channels/wechat/main"
        account = await _account(
            kept, {"appid": sim.platform.account.appid, "mode": "encrypted" if encrypted else "plain",
                   "api_url": sim.url, "oauth_url": sim.url, "site": "demo", **settings},
        )  # fmt: skip
        api = WeChatApi(Tokens(db, sealed))
        channel = WeChatChannel(api, lambda file: f"https://lender.example/files/{file.name}", replies)
        try:
            yield World(db, kept, account, channel, intake, sim, app)
        finally:
            await replies.close()
            await api.close()
            await db.close()


async def _account(kept: Accounts, settings: dict) -> Account:
    async with kept.db.transaction() as tx:
        add = partial(
            accounts.add, tx, kept.vault, kind="wechat", key="main", name="公众号", queue_key="general"
        )
        await add(settings=settings, secrets=SECRETS)
    found = await kept.by_key("wechat", "main")
    assert found is not None
    return found


@asynccontextmanager
async def served(app: object) -> AsyncIterator[str]:
    """An ASGI application on a free port of the loopback address."""

    class Server(uvicorn.Server):
        def install_signal_handlers(self) -> None: ...

    door = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(
        app, lifespan="off", log_config=None, access_log=False, timeout_graceful_shutdown=1
    )
    server = Server(config)
    task = asyncio.create_task(server._serve([door]))
    while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
        await asyncio.sleep(0.005)
    try:
        yield f"http://127.0.0.1:{door.getsockname()[1]}"
    finally:
        server.should_exit = server.force_exit = True
        await task


async def last_error(world: World) -> str | None:
    async with world.db.transaction() as tx:
        return (await tx.execute(select(account_table.c.last_error))).scalar_one()
