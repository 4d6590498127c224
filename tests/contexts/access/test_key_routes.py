"""Every GET route of the product, asked with a key of every scope: exactly the routes of the scope answer, and whatever
shows a person is in the audit trail."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
import pytest_asyncio
from sqlalchemy import func, insert, select

from tandem.contexts.access.api import Actor, create_staff
from tandem.contexts.access.api_keys import key_hash, new_key
from tandem.contexts.access.models import api_key_table, audit_entry_table
from tandem.contexts.access.scopes import SCOPES
from tandem.contexts.conversations import api as conversations
from tandem.contexts.customers import api as customers
from tandem.contexts.knowledge import api as knowledge
from tandem.contexts.portraits.api import create_tag
from tandem.entrypoints.http.app import create_app
from tandem.kit.crypto import Keyring
from tandem.kit.db import Database
from tandem.kit.ids import new_id
from tandem.kit.realtime import Hub
from tandem.settings import Settings
from tandem.wiring import assemble
from tandem.wiring.outside import transport

pytestmark = pytest.mark.asyncio(loop_scope="module")
SETS_UP = Actor.system("test")
NAME, PHONE = "甄可见", "13899887766"

# What stands beside the rights: how the house is set up, and lists that hold what the caller may read (nothing).
ANY = {
    "/channels", "/consent-texts", "/dispositions", "/labels", "/queues", "/settings/calendars", "/settings/queues",
    "/conversations", "/conversations/counts", "/offers",
}  # fmt: skip
CUSTOMER = {"/customers", "/customers/{customer_id}/family", "/customers/{customer_id}/personal"}
KNOWLEDGE = {"/knowledge/categories", "/knowledge/entries", "/knowledge/search"}
# The entry here is a draft: its readers are those who write.
DRAFT = {"/knowledge/entries/{entry_id}", "/knowledge/entries/{entry_id}/versions/{n}"}
OPENS = {
    "conversations.read": {
        "/conversations/{conversation_id}", "/conversations/{conversation_id}/messages",
        "/conversations/{conversation_id}/reply-options", "/conversations/{conversation_id}/summary",
        "/conversations/{conversation_id}/transcript", "/conversations/{conversation_id}/verification",
        "/conversations/{conversation_id}/ways",
    },
    "customers.read": CUSTOMER,
    "customers.unmask": CUSTOMER,
    "customers.consent": CUSTOMER | {"/customers/{customer_id}/consents", "/customers/{customer_id}/preferences"},
    "customers.tag": CUSTOMER | {"/portraits/tags"},
    "loans.read": CUSTOMER | {
        "/customers/{customer_id}/lending", "/customers/{customer_id}/loan-plan",
        "/customers/{customer_id}/prepayment-quote", "/customers/{customer_id}/settlement-quote", "/loans/commands",
        "/self-refunds", "/self-requests", "/self-requests/waiting",
    },
    "knowledge.read": KNOWLEDGE,
    "knowledge.edit": KNOWLEDGE | DRAFT,
    "portraits.read": CUSTOMER | {
        "/portraits/customers/{customer_id}", "/portraits/facts", "/portraits/layers",
        "/portraits/layers/{layer}/versions", "/portraits/predictions", "/portraits/strategies", "/portraits/tags",
        "/portraits/tags/{key}/grants", "/portraits/tags/{key}/rules",
    },
    "board.read": {"/board"},
    "audit.read": {"/audit"},
}  # fmt: skip
# Asked by people without an account (a site's key, a certificate's code, a customer's token), or by a signed address.
NO_STAFF = {
    "/files/{file_id}": 422,
    "/web/config": 404,
    "/certificates/{code}": 404,
    "/web/self/certificates/{certificate_id}/file": 422,
}


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

    async def opens(self, path: str, scope: str) -> bool:
        """Whether a key of the scope gets an answer. One that gets none is told that it may not, or that there is no
        such thing."""
        told = await self.ask(path, scope)
        if told.status_code == 200 or told.json()["code"] == "no_core":
            return True
        unknown = told.status_code == 404 and told.json()["code"].endswith("_not_found")
        assert told.status_code in (401, 403) or unknown, (path, scope, told.text)
        return False

    async def audited(self) -> int:
        async with self.db.transaction() as tx:
            return (await tx.execute(select(func.count()).select_from(audit_entry_table))).scalar_one()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def product(
    module_database_url: str, keyring: Keyring, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Product]:
    home, url = tmp_path_factory.mktemp("home"), module_database_url
    settings = Settings(home=home, database_url=url, demo=False, testing=True, rate_limits=False)
    db = Database(url, pool_size=4, keyring=keyring)
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
    await customers.bind(tx, who.id, "B1", proof="signed", actor=SETS_UP)
    await customers.note_personal(tx, who.id, "phone", PHONE, source="core")
    await conversations.create_queue(tx, "general", "在线客服")
    talk, _ = await conversations.open_conversation(
        tx, customer_id=who.id, customer_name=NAME, customer_verified=True, channel="web", account="demo",
        queue_key="general",
    )  # fmt: skip
    await create_tag(tx, SETS_UP, key="vip", name="重要客户")
    heading = await knowledge.create_category(tx, SETS_UP, "repay", "还款")
    said = knowledge.Content("怎么还款？", "在还款页点立即还款。", (), heading.id)
    entry = await knowledge.create_entry(tx, SETS_UP, said)
    colleague = await create_staff(
        tx, SETS_UP, username="wang", name="王可", roles=["agent"], password_hash="-"
    )
    ids = {"customer_id": who.id, "conversation_id": talk.id, "entry_id": entry, "staff_id": colleague.id}
    return {name: str(id_) for name, id_ in ids.items()} | {
        "key": "vip",
        "fen": "1",
        "layer": "stage",
        "n": "1",
        "q": NAME,
    }


def _filled(path: str, schema: dict[str, Any], ids: dict[str, str]) -> str:
    queries = [
        f"{one['name']}={ids.get(one['name'], 'x')}"
        for one in schema["paths"][path]["get"].get("parameters", ())
        if one["in"] == "query" and one.get("required")
    ]
    filled = re.sub(
        r"{(\w+)}", lambda m: ids.get(m[1]) or (str(new_id()) if m[1].endswith("_id") else "x"), path
    )
    return filled + ("?" + "&".join(queries) if queries else "")


async def test_every_route_answers_the_scopes_that_open_it_and_no_other(product: Product) -> None:
    """What a key of all scopes is refused, a key of one is refused too: scopes only add."""
    known = ANY.union(*OPENS.values())
    refused = [path for path in product.paths if path.removeprefix("/api/v1") not in known | NO_STAFF.keys()]
    assert len(refused) > 60
    answered = [path for path in refused if await product.opens(path, "all")]
    assert answered == [], "answer a key and stand in no scope"
    for path in sorted(known):
        scopes = {scope for scope in ("", *SCOPES) if await product.opens(f"/api/v1{path}", scope)}
        expected = {scope for scope in SCOPES if path in OPENS[scope]}
        assert scopes == ({"", *SCOPES} if path in ANY else expected), path
    for path, status in NO_STAFF.items():
        assert (await product.ask(f"/api/v1{path}", "all")).status_code == status


async def test_what_shows_a_person_is_noted_and_shown_by_scope_alone(product: Product) -> None:
    for path in sorted(ANY.union(*OPENS.values())):
        before = await product.audited()
        told = await product.ask(f"/api/v1{path}", "all")
        about = "{customer_id}" in path or any(mark in told.text for mark in (NAME, PHONE, PHONE[-4:]))
        if told.status_code == 200 and about:
            assert await product.audited() > before, f"{path} shows a person and leaves no trace"
        if path in ANY:
            assert NAME not in (await product.ask(f"/api/v1{path}", "")).text


async def test_a_key_of_the_tagging_scope_tags_and_sees_nothing_more(product: Product) -> None:
    async with product.db.transaction() as tx:
        (who,) = [one.id for one in await customers.by_personal(tx, "phone", PHONE)]
    path = f"/api/v1/portraits/customers/{who}/tags"

    async def tag(scope: str) -> httpx.Response:
        heads = {"authorization": f"Bearer {product.keys[scope]}"}
        return await product.http.post(path, json={"tag": "vip"}, headers=heads)

    made = await tag("customers.tag")
    assert (made.status_code, made.json()["key"]) == (201, "vip")
    for scope in ("", "customers.read", "portraits.read"):
        assert (await tag(scope)).status_code == 403
    heads = {"authorization": f"Bearer {product.keys['customers.tag']}"}
    assert (await product.http.get(f"/api/v1/portraits/customers/{who}", headers=heads)).status_code == 403
    gone = await product.http.delete(f"{path}/{made.json()['id']}", headers=heads)
    assert gone.status_code == 204
    async with product.db.transaction() as tx:
        await customers.restrict(tx, who, SETS_UP, reason="dispute")
    assert (await tag("customers.tag")).json()["code"] == "customer_restricted"
