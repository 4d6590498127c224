"""WeChat official accounts: callbacks, messages, pages that open inside WeChat."""

from functools import partial
from hashlib import sha256
from hmac import new as hmac

from tandem.adapters.wechat import Office, Tokens, WeChatApi, WeChatChannel, binding, callbacks
from tandem.adapters.wechat.known import KIND, Known
from tandem.adapters.wechat.replies import Replies
from tandem.contexts.channels.api import Accounts, Intake, get_site
from tandem.contexts.channels.keys import derive
from tandem.contexts.channels.ports import OutgoingFile
from tandem.contexts.channels.web.tokens import Tokens as WebTokens
from tandem.contexts.conversations.api import FileUrls
from tandem.contexts.customers import api as customers
from tandem.kit import json
from tandem.kit.db import Database
from tandem.kit.periodic import Periodic
from tandem.settings import Settings
from tandem.wiring.channels.connection import Connection
from tandem.wiring.options import web_options
from tandem.wiring.part import Part


def wechat(settings: Settings, accounts: Accounts) -> Connection:
    """One HTTP client and one memory of accounts for each process."""
    secret, db = settings.secret(), accounts.db
    api = wechat_api(accounts)
    known = Known(accounts)
    files = FileUrls(secret)

    def link(file: OutgoingFile) -> str | None:
        return settings.base_url + files.sign(file.id, db.clock.now()) if file.id else None

    whose = partial(session_of, secret)
    handover = partial(hand_over, db, WebTokens(secret, web_options(settings, secret).session), whose)
    pages = binding(
        known, api, handover, base_url=settings.base_url, secure=settings.secure_cookies,
        proof_key=derive(secret, "wechat/bind"),
    )  # fmt: skip
    replies = Replies(db, accounts.vault)
    intake = Intake(accounts)
    door = callbacks(known, intake, db.clock, whose, replies)
    part = Part(
        hot=[("", door)], routers=[("", pages)], closing=[intake.close, replies.close, api.close],
        periodic=[Periodic("wechat.forget", 3600, replies.forget, background=True)],
    )  # fmt: skip
    return Connection(WeChatChannel(api, link, replies), part)


def wechat_api(accounts: Accounts) -> WeChatApi:
    """The platform, with the tokens that all processes share."""
    return WeChatApi(Tokens(accounts.db, accounts.vault))


def wechat_office(accounts: Accounts) -> Office:
    """For the command line."""
    return Office(wechat_api(accounts))


def session_of(secret: bytes, key: str, openid: str) -> str:
    """Nobody else can write as an openid, so what it has once proven counts in the chat and on the pages."""
    return hmac(secret, f"tandem/wechat/session:{key}:{openid}".encode(), sha256).hexdigest()[:32]


async def hand_over(
    db: Database, tokens: WebTokens, whose: "partial[str]", key: str, openid: str, site: str
) -> str:
    """The session as the pages keep it (web/apps/selfservice/src/session.ts). Raises SiteNotFound."""
    async with db.transaction() as tx:
        found = await get_site(tx, site)
        customer = await customers.recognise(tx, KIND, key, openid)
        token, content = tokens.issue(
            customer.id, found.key, signed=False, now=tx.now, sid=whose(key, openid)
        )
    told = {
        "token": token, "expires_at": content.expires_at, "conversation_id": None,
        "customer": {"id": customer.id, "name": customer.name, "verified": customer.verified},
    }  # fmt: skip
    return json.dumps(told).decode()
