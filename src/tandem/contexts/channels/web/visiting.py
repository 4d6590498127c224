"""Who is at the door: beginning sessions and letting token bearers in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit, urlunsplit
from uuid import UUID

from tandem.contexts.access.api import Actor
from tandem.contexts.channels.errors import BadIdentity, BadToken, ConversationUnknown, IdentityRequired
from tandem.contexts.channels.keys import vault
from tandem.contexts.channels.site import Site, SiteKind
from tandem.contexts.channels.web.identity import Identity, read_identity
from tandem.contexts.channels.web.tokens import SessionToken, Tokens
from tandem.contexts.conversations.api import Conversation, live_legs
from tandem.contexts.conversations.api import get as get_conversation
from tandem.contexts.customers import api as customers
from tandem.contexts.customers.api import Customer
from tandem.kit.db import Tx
from tandem.kit.ids import new_id

# The kinds of identity by the kind of site: somebody unknown, and whom the site vouches for.
_ANONYMOUS = {"web": "web_anonymous", "app": "app_anonymous"}
_SIGNED = {"web": "web_signed", "app": "app"}


@dataclass(frozen=True)
class Visitor:
    """A customer with a valid session on a site."""

    customer: Customer
    site: str
    channel: SiteKind

    @property
    def actor(self) -> Actor:
        return Actor.customer(self.customer.id, self.customer.display_name())


async def admit(tx: Tx, token: SessionToken) -> Visitor:
    """The bearer of a token. Raises BadToken when the person is gone or erased, or has since signed in: an anonymous
    token that somebody planted in a browser must not follow its owner into their signed-in history."""
    customer = await customers.find(tx, token.customer_id)
    if customer is None or customer.erased_at is not None or (customer.verified and not token.signed):
        raise BadToken()
    return Visitor(customer, token.site, token.channel)


async def admit_writer(tx: Tx, token: SessionToken) -> Visitor:
    """As `admit`, for what a block forbids. Raises CustomerIsBlocked too."""
    visitor = await admit(tx, token)
    if visitor.customer.blocked:
        await customers.refuse_blocked(tx, visitor.customer.id)
    return visitor


async def own_conversation(tx: Tx, visitor: Visitor, conversation_id: UUID) -> Conversation:
    """The visitor's own conversation that began or went on at this site. Raises NotFound, for others' too."""
    conversation = await get_conversation(tx, conversation_id)
    who = (visitor.customer.id, visitor.channel, visitor.site)
    if (conversation.customer_id, conversation.channel, conversation.account) == who:
        return conversation
    if who in [(one.customer_id, one.channel, one.account) for one in await live_legs(tx, conversation_id)]:
        return conversation
    raise ConversationUnknown()


@dataclass(frozen=True)
class Begun:
    token: str
    content: SessionToken
    customer: Customer
    authenticated_at: datetime | None = None


async def begin_session(
    tx: Tx,
    tokens: Tokens,
    site: Site,
    secret: bytes,
    *,
    identity: str | None,
    resume: str | None,
    locale: str | None,
    page_url: str | None,
    device: Mapping[str, str] | None = None,
) -> Begun:
    """A session for a new anonymous person, the same person as before (`resume`), or the person whom the
    site vouches for (`identity`). `device`: what an app says of itself. Raises BadIdentity, IdentityRequired,
    BadToken."""
    before = tokens.read(resume, tx.now) if resume is not None else None
    if before is not None and before.site != site.key:
        raise BadToken()
    seen_on = without_query(page_url) if page_url else None
    told = {**({"page_url": seen_on} if seen_on else {}), **(device or {})}
    person = proven(site, identity, secret, tx) if identity is not None else None
    if person is not None:
        customer = await _sign_in(tx, site, person, before, locale, told)
        signed, sid = True, None
    elif before is not None:
        customer = (await admit(tx, before)).customer
        customer = await customers.told(tx, customer, locale=locale, attributes=told)
        signed, sid = before.signed, before.sid
    elif site.identity_mode == "signed":
        raise IdentityRequired()
    else:
        sid, signed = new_id().hex, False
        customer = await customers.recognise(
            tx, _ANONYMOUS[site.kind], site.key, sid, locale=locale, attributes=told
        )
    token, content = tokens.issue(
        customer.id, site.key, signed=signed, now=tx.now, sid=sid, channel=site.channel
    )
    return Begun(token, content, customer, person.authenticated_at if person else None)


async def _sign_in(
    tx: Tx,
    site: Site,
    person: Identity,
    before: SessionToken | None,
    locale: str | None,
    told: dict[str, str],
) -> Customer:
    attributes = {**person.attributes, **told}
    if before is not None and await customers.find(tx, before.customer_id) is not None:
        return await customers.link(
            tx, before.customer_id, _SIGNED[site.kind], site.key, person.subject, name=person.name, locale=locale,
            attributes=attributes,
        )  # fmt: skip
    return await customers.recognise(
        tx, _SIGNED[site.kind], site.key, person.subject, name=person.name, verified=True, locale=locale,
        attributes=attributes,
    )  # fmt: skip


def proven(site: Site, identity: str, secret: bytes, tx: Tx) -> Identity:
    """The person in a signed identity. Raises BadIdentity, also for a site that takes none."""
    if site.identity_mode == "anonymous" or site.sealed_secret is None:
        raise BadIdentity(detail="this site takes no signed identities")
    shared = vault(secret).decrypt(site.sealed_secret).decode()
    return read_identity(identity, secret=shared, site=site.key, now=tx.now)


def without_query(url: str) -> str | None:
    """A page's address without query and fragment, which may hold what is nobody's business; None when it is
    no web address."""
    try:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            return None
        host = parts.hostname + (f":{parts.port}" if parts.port else "")
    except ValueError:
        return None
    return urlunsplit((parts.scheme, host, parts.path, "", ""))[:1024]
