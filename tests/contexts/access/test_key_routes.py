"""Every GET route of the product, asked with a key of every scope: exactly the routes of the scope answer, and whatever
shows a person is in the audit trail."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import func, insert, select

from tandem.contexts.access.api import Actor
from tandem.contexts.access.api_keys import key_hash, new_key
from tandem.contexts.access.models import api_key_table, audit_entry_table
from tandem.contexts.access.scopes import SCOPES
from tandem.contexts.conversations import api as conversations
from tandem.contexts.customers import api as customers
from tandem.entrypoints.http.app import create_app
from tandem.kit.crypto import Keyring
from tandem.kit.db import Database
from tandem.kit.ids import new_id
from tandem.kit.realtime import Hub
from tandem.settings import Settings
from tandem.wiring import assemble
from tandem.wiring.outside import transport

NAME, PHONE = "甄可见", "13899887766"


@dataclass
class Product:
    http: httpx.AsyncClient
    db: Database
    keys: dict[str, str]
    """By scope; "" has none, "all" has every one."""
    paths: dict[str, str]
    """By route, with ids of what there is and what else it must have."""

    async def ask(self, path: str, scope: str) -> httpx.Response:
        return await self.http.get(self.paths[path], headers={"authorization": f"Bearer {self.keys[scope]}"})

    async def audited(self) -> int:
        async with self.db.transaction() as tx:
            return (await tx.execute(select(func.count()).select_from(audit_entry_table))).scalar_one()


@pytest.fixture
async def product(database_url: str, keyring: Keyring, tmp_path: Path) -> AsyncIterator[Product]:
    settings = Settings(home=tmp_path, database_url=database_url, demo=False, testing=True, rate_limits=False)
    db = Database(database_url, pool_size=4, keyring=keyring)
    app = create_app(assemble(settings, db, Hub(db, transport(settings))))
    keys = {scope: new_key() for scope in ("", *SCOPES, "all")}
    async with db.transaction() as tx:
        for scope, key in keys.items():
            scopes = list(SCOPES) if scope == "all" else [scope] if scope else []
            await tx.execute(
                insert(api_key_table).values(
                    id=new_id(), name=scope, shown=key[:10], key_hash=key_hash(settings.secret(), key),
                    scopes=scopes, per_minute=100_000, created_at=tx.now, created_by="test",
                )
            )  # fmt: skip
        ids = await _somebody(tx)
    schema = app.openapi()
    paths = {path: _filled(path, schema, ids) for path, of in schema["paths"].items() if "get" in of}
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://t") as http:
        yield Product(http, db, keys, paths)
    await db.close()


async def _somebody(tx: Any) -> dict[str, str]:
    who = await customers.recognise(tx, "web_signed", "demo", "zhen", name=NAME, verified=True)
    await customers.bind(tx, who.id, "B1", proof="signed", actor=Actor.system("test"))
    await customers.note_personal(tx, who.id, "phone", PHONE, source="core")
    await conversations.create_queue(tx, "general", "在线客服")
    talk, _ = await conversations.open_conversation(
        tx, customer_id=who.id, customer_name=NAME, customer_verified=True, channel="web", account="demo",
        queue_key="general",
    )  # fmt: skip
    return {"customer_id": str(who.id), "conversation_id": str(talk.id)}


def _filled(path: str, schema: dict[str, Any], ids: dict[str, str]) -> str:
    queries = [
        f"{one['name']}={ids.get(one['name']) or NEEDED.get(one['name'], 'x')}"
        for one in schema["paths"][path]["get"].get("parameters", ())
        if one["in"] == "query" and one.get("required")
    ]
    filled = re.sub(
        r"{(\w+)}", lambda m: ids.get(m[1]) or (str(new_id()) if m[1].endswith("_id") else "x"), path
    )
    return filled + ("?" + "&".join(queries) if queries else "")


NEEDED = {"days": "7", "q": "zh"}
