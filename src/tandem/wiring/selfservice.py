"""The self-service pages: who asks, how sure that is, and how they pay."""

from dataclasses import dataclass, replace
from functools import partial
from typing import cast

from tandem.adapters.payments_local import LocalGateway, cashier
from tandem.contexts.channels.api import get_site
from tandem.contexts.channels.web.limits import Limits
from tandem.contexts.channels.web.tokens import Tokens
from tandem.contexts.channels.web.visiting import admit
from tandem.contexts.loans.api import LoanBook
from tandem.contexts.selfservice import subscribers, tasks
from tandem.contexts.selfservice.actions.receiving import notified
from tandem.contexts.selfservice.counter import Counter
from tandem.contexts.selfservice.endpoints import router
from tandem.contexts.selfservice.health import orders_check
from tandem.contexts.selfservice.levels import Level
from tandem.contexts.selfservice.ports import Proofs, Standing, Texts, Visitor
from tandem.contexts.verification import api as verification
from tandem.kit.db import Database, Tx
from tandem.kit.jobs import jobs_of
from tandem.kit.objects import ObjectStore
from tandem.kit.periodic import Periodic
from tandem.settings import Settings
from tandem.wiring.options import API, web_options
from tandem.wiring.part import Part


@dataclass(frozen=True)
class WebSessions:
    """The web chat's sessions: a customer who is known in the chat is known on the pages."""

    tokens: Tokens

    async def visitor(self, tx: Tx, token: str) -> Visitor:
        content = self.tokens.read(token, tx.now)
        visitor = await admit(tx, content)
        site = await get_site(tx, visitor.site)
        who = visitor.customer
        return Visitor(
            customer_id=who.id, name=who.display_name(site.locale), site=site.key, sid=content.sid,
            signed=content.signed, lender=site.name,
        )  # fmt: skip


@dataclass(frozen=True)
class VerifiedProofs:
    """What the session has proven by codes, ID digits, a signed identity or an agent."""

    verification: verification.Verification

    async def standing(self, tx: Tx, visitor: Visitor) -> Standing:
        found = await self.verification.standing(tx, visitor.customer_id, visitor.sid)
        return Standing(cast(Level, found.level.word), found.borrower, found.fresh_until)

    async def end(self, tx: Tx, visitor: Visitor) -> None:
        await self.verification.end(tx, visitor.customer_id, visitor.sid)

    async def holds(self, tx: Tx, visitor: Visitor, phone: str) -> bool:
        return await self.verification.holds_number(tx, visitor.customer_id, visitor.sid, phone)


class SelfService:
    """Everything that a process needs for the pages. `proofs`: how sure it is who asks; `texts`: how answers go to
    customers who are not in the chat."""

    def __init__(
        self, settings: Settings, db: Database, book: LoanBook | None, objects: ObjectStore,
        proofs: Proofs, texts: Texts | None = None,
    ) -> None:  # fmt: skip
        self._db, self._gateway, self._texts = db, payment_gateway(settings, db), texts
        self._locale = settings.locale
        secret = settings.secret()
        options = web_options(settings, secret)
        tokens = Tokens(secret, options.session)
        self.counter = Counter(
            db=db, book=book, gateway=self._gateway, objects=objects, sessions=WebSessions(tokens),
            proofs=proofs, secret=secret, base_url=settings.base_url, zone=settings.zone,
            rate_limits=settings.rate_limits, address=Limits(options).address,
        )  # fmt: skip
        if self._gateway is not None:  # the local gateway's notices come back to us
            self._gateway.deliver = partial(notified, self.counter)

    def part(self) -> Part:
        """The API, and with the local gateway the cashier page at the root."""
        told = subscribers.subscriptions(
            self._db, self.counter.objects, self.counter.zone, self._texts, locale=self._locale
        )
        own = Part(
            routers=[(API, router(self.counter))], subscriptions=told,
            jobs=[*jobs_of(told), *tasks.jobs(self.counter, self._texts, locale=self._locale)],
            periodic=tasks.periodic(self.counter), checks=[orders_check(self._db)],
        )  # fmt: skip
        if self._gateway is None:
            return own
        notify = Periodic("payments_local.notify", 1, self._gateway.send_due)
        return replace(
            own, routers=[*own.routers, ("", cashier(self._gateway))], periodic=[*own.periodic, notify]
        )


def payment_gateway(settings: Settings, db: Database) -> LocalGateway | None:
    """Where customers pay: the local gateway with the demo or on request, or nowhere."""
    if settings.payments == "local" or (settings.payments == "auto" and settings.demo):
        return LocalGateway(db, settings.secret())
    return None
