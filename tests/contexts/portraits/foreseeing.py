"""A lender whose customers are predicted in the test: turns come when the test says so."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from tests.contexts.portraits.conftest import SHANGHAI, SYSTEM, World
from tests.contexts.portraits.pasts import REASONS

from tandem.adapters.objects_local import LocalObjects
from tandem.contexts.conversations import api as conversations
from tandem.contexts.customers import api as customers
from tandem.contexts.loans import api as lending
from tandem.contexts.portraits import api
from tandem.contexts.portraits.predictions.actions import asking
from tandem.contexts.portraits.predictions.actions.lining_up import LiningUp
from tandem.contexts.portraits.predictions.forest import joined
from tandem.contexts.portraits.predictions.gathering import Pasts, Person
from tandem.contexts.portraits.predictions.live import LivePredictions
from tandem.contexts.portraits.predictions.model import Model, Predictor
from tandem.contexts.portraits.predictions.predicting import Predicting
from tandem.contexts.portraits.predictions.repository import predictions, versions
from tandem.contexts.portraits.predictions.rules.calibrating import Curve
from tandem.contexts.portraits.predictions.rules.features import names
from tandem.kit.ids import new_id

GOOD = {"log_loss": 0.1}, {"log_loss": 0.2}


@dataclass
class Foresight:
    world: World
    objects: LocalObjects

    def __post_init__(self) -> None:
        w = self.world
        # Asked of the customers themselves here, not of the test.
        w.portraying = api.Portraying(w.db, w.core, SHANGHAI)  # type: ignore[arg-type]
        self.pasts = Pasts(w.db, w.core, SHANGHAI)  # type: ignore[arg-type]
        self.live = LivePredictions(w.db, self.objects)
        self.predicting = Predicting(w.db, self.live, self.pasts)

    async def prepare(self) -> None:
        async with self.world.db.transaction() as tx:
            await customers.publish_consent_text(
                tx, SYSTEM, "profiling", {"zh-CN": ("个性化服务", "…"), "en": ("Personal service", "…")}
            )
            for n, (code, name) in enumerate(zip(REASONS, ("还款方式咨询", "扣款失败", "其他"), strict=True)):
                await conversations.create_disposition(tx, code, name, "", position=n)

    async def load(self, people: Sequence[Person], *, agree: bool = True) -> None:
        """These people, with their loans at the core and their conversations."""
        async with self.world.db.transaction() as tx:
            codes = {one["code"]: UUID(one["id"]) for one in await conversations.dispositions(tx)}
            queue = (await conversations.all_queues(tx))[0].id
            await customers.load(tx, [_customer(one) for one in people])
            if agree:
                rows = [customers.KnownConsent(one.id, "profiling", True, tx.now) for one in people]
                await customers.load_consents(tx, rows, SYSTEM, channel="core")
            talks = [talk for one in people for talk in _talks(one, queue, codes)]
            await conversations.load_history(tx, talks)
        for one in people:
            self.world.core.known[number(one.id)], self.world.core.plans[number(one.id)] = _lent(one)

    async def publish(self, probability: float = 0.3, **quality: Any) -> int:
        """A version of one leaf a reason is in force: everybody pays late with this probability."""
        log_odds = {"repayment.failed": probability}
        leaf = [[{"tree_structure": _split(log_odds.get(one, 0.01))}] for one in REASONS]
        model = Model(REASONS, {"need": Predictor(REASONS, joined(leaf), (Curve(),) * 3)})
        content = model.content()
        key = await self.objects.put(content, content_type="application/json")
        kept = {"need": {"figures": {"model": GOOD[0], "base_rates": GOOD[1], **quality}}, "without": {}}
        async with self.world.db.transaction() as tx:
            made = await asking.ask(tx, self.world.staff())
            await versions.change(
                tx, made.number,
                {"state": "ready", "object_key": key, "sha256": sha256(content).hexdigest(), "quality": kept},
            )  # fmt: skip
        async with self.world.db.transaction() as tx:
            from tandem.contexts.portraits.predictions.actions import publishing

            await publishing.publish(tx, self.world.staff("admin"), made.number)
        return made.number

    async def line_up(self) -> None:
        while await LiningUp(self.world.db).piece():
            pass

    async def day(self) -> int:
        """A day goes by: everybody had their turn; how many."""
        await self.line_up()
        self.world.clock.advance(timedelta(days=1))
        done = 0
        while taken := await self.predicting.step():
            done += taken
            self.world.clock.advance(timedelta(minutes=1))
        await self.world.settle()
        return done

    async def told(self, customer_id: UUID, locale: str = "zh-CN") -> dict[str, api.PredictedNeed]:
        async with self.world.db.transaction() as tx:
            return await api.predicted(tx, customer_id, locale, SHANGHAI)

    async def kept(self, customer_id: UUID) -> int:
        """Rows of this customer in all tables of predictions, expired or not."""
        async with self.world.db.transaction() as tx:
            raw = await tx.raw()
            query = "SELECT (SELECT count(*) FROM prediction WHERE customer_id = $1) + "
            query += "(SELECT count(*) FROM prediction_turn WHERE customer_id = $1)"
            return int(await raw.fetchval(query, customer_id))

    async def consent(self, customer_id: UUID, given: bool) -> None:
        async with self.world.db.transaction() as tx:
            await customers.note_consent(
                tx,
                customer_id,
                "profiling",
                given,
                actor=SYSTEM,
                channel="web",
                text_version=1 if given else None,
            )

    async def due_at(self, customer_id: UUID) -> datetime | None:
        async with self.world.db.transaction() as tx:
            raw = await tx.raw()
            return await raw.fetchval(
                "SELECT due_at FROM prediction_turn WHERE customer_id = $1", customer_id
            )

    async def reach(self) -> predictions.Reach:
        async with self.world.db.transaction() as tx:
            return await predictions.reach(tx, None, tx.now)


def _split(probability: float) -> dict[str, Any]:
    """Whoever has a due day within 400 days has this probability; nobody else does."""
    from math import log

    column = names(REASONS).index("due")
    return {
        "split_feature": column, "threshold": 400.0, "default_left": False, "missing_type": "NaN",
        "left_child": {"leaf_value": log(probability / (1 - probability)), "leaf_count": 10},
        "right_child": {"leaf_value": -6.0, "leaf_count": 90},
    }  # fmt: skip


def number(id_: UUID) -> str:
    return f"P{id_.int % 10**9}"


def at(day: date, hour: int = 12) -> datetime:
    return datetime.combine(day, time(hour), SHANGHAI)


def _customer(one: Person) -> customers.NewCustomer:
    return customers.NewCustomer(
        borrower=number(one.id), name="测试客户", created_at=at(one.history.since), id=one.id,
        attributes={"sex": one.sex, "birth_year": one.birth_year},
    )  # fmt: skip


def _talks(one: Person, queue: UUID, codes: dict[str, UUID]) -> list[conversations.PastConversation]:
    return [
        conversations.PastConversation(
            new_id(), one.id, "测试客户", "web", "demo", queue, at(said.on), at(said.on, 13),
            [conversations.PastMessage(at(said.on), "customer", "在吗")], disposition_id=codes[said.reason or "other"],
        )
        for said in one.history.contacts
    ]  # fmt: skip


def _lent(one: Person) -> tuple[list[lending.Loan], list[lending.Instalment]]:
    loan = one.history.loans[0]
    left = [line.due for line in loan.lines if line.paid_on is None]
    made = lending.Loan(
        "L1", "随心借", loan.amount_fen, 1, len(loan.lines), len(loan.lines) - len(left),
        "current" if left else "settled", loan.disbursed_on, min(left, default=None),
    )  # fmt: skip
    plan = [
        lending.Instalment(
            n,
            line.due,
            1,
            1,
            0,
            0,
            0 if line.paid_on else 2,
            "paid" if line.paid_on else "planned",
            line.paid_on,
        )
        for n, line in enumerate(loan.lines, 1)
    ]
    return [made], plan
