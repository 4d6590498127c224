"""An openid becomes a borrower: the pages open with its session, a code proves who it is, the two are one person."""

from datetime import timedelta
from functools import partial

import orjson
from tests.contexts.verification.lender import WANG, Telephones

from tandem.contexts.access.api import Actor
from tandem.contexts.channels.api import create_site
from tandem.contexts.channels.web.tokens import Tokens
from tandem.contexts.channels.web.visiting import admit
from tandem.contexts.conversations import api as conversations
from tandem.contexts.customers import api as customers
from tandem.contexts.verification.api import Asker, Codes, Level, Verification
from tandem.contexts.verification.borrowers import KnownBorrowers
from tandem.kit.db import Database
from tandem.wiring.channels.wechat import hand_over, session_of

SECRET = b"a secret for tests, long enough to be one"


async def test_a_code_on_the_page_makes_the_openid_the_borrower_in_the_chat_too(database_url, keyring):
    db, phones = Database(database_url, pool_size=2, keyring=keyring), Telephones()
    await db.vault.prepare()
    proofs = Verification(Codes(SECRET), KnownBorrowers(), phones)
    tokens, whose = Tokens(SECRET, timedelta(hours=1)), partial(session_of, SECRET)
    async with db.transaction() as tx:
        await customers.load(
            tx, [customers.NewCustomer("two_loans", "王雨欣", tx.now, WANG, "990101199003071026")]
        )
        await conversations.create_queue(tx, "general", "在线客服")
        await create_site(tx, key="demo", name="禾穗", queue_key="general", secret=SECRET)
        writes = await customers.recognise(tx, "wechat", "main", "oWang")
        talk, _ = await conversations.open_conversation(
            tx, customer_id=writes.id, customer_name="", customer_verified=False, channel="wechat", account="main",
            queue_key="general",
        )  # fmt: skip

    session = orjson.loads(await hand_over(db, tokens, whose, "main", "oWang", "demo"))
    again = orjson.loads(await hand_over(db, tokens, whose, "main", "oWang", "demo"))
    other = orjson.loads(await hand_over(db, tokens, whose, "main", "oLi", "demo"))
    async with db.transaction() as tx:
        content = tokens.read(session["token"], tx.now)
        assert (await admit(tx, content)).customer.id == writes.id
        assert content.sid == tokens.read(again["token"], tx.now).sid
        assert content.sid != tokens.read(other["token"], tx.now).sid

    asker = Asker(writes.id, content.sid)
    async with db.transaction() as tx:
        challenge, outgoing = await proofs.request_code(tx, asker, purpose="h5", phone=WANG)
    await proofs.send(outgoing)
    async with db.transaction() as tx:
        assert (await proofs.check_code(tx, challenge.id, phones.code(), asker)).ended == "proven"
    async with db.transaction() as tx:
        person = await customers.by_borrower(tx, "two_loans")
        assert await customers.canonical(tx, writes.id) == person.id
        # Whoever writes in WeChat is the same person: their messages carry that session.
        await conversations.receive(
            tx, talk.id, Actor.customer(writes.id, ""), client_id="m1#0", text="我的账单",
            payload={"session": content.sid},
        )  # fmt: skip
        assert (await proofs.of_conversation(tx, talk.id)).level is Level.FRESH
    await db.close()
