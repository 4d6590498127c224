"""The composition root: the only module that knows every context and every adapter.

`build(settings)` makes what a process needs; the entrypoints serve it. Read this file to see what is plugged where."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from fastapi import APIRouter

from tandem.adapters.loans_rest import RestLoanBook
from tandem.adapters.objects_local import LocalObjects
from tandem.contexts.access import api as access
from tandem.contexts.access.anchor import AnchorFile
from tandem.contexts.access.endpoints import router as access_router
from tandem.contexts.access.health import audit_check
from tandem.contexts.access.tasks import seal_audit
from tandem.contexts.bot.llm.actions.declaring import declare
from tandem.contexts.bot.meaning.live import LiveMeaning
from tandem.contexts.bot.thresholds.live import LiveThresholds
from tandem.contexts.bot.training.live import LiveIntents
from tandem.contexts.bot.waking import Waking
from tandem.contexts.channels.api import Typing
from tandem.contexts.channels.continuing.continuing import Continuing
from tandem.contexts.channels.endpoints import router as sites_router
from tandem.contexts.channels.faq import KnowledgeFaq
from tandem.contexts.channels.web.endpoints import router as web_router
from tandem.contexts.conversations import subscribers as conversations
from tandem.contexts.conversations.actions.clearing_unsent import clear_unsent
from tandem.contexts.conversations.actions.routing import Routing
from tandem.contexts.conversations.endpoints import router as conversations_router
from tandem.contexts.conversations.endpoints.files import router as files_router
from tandem.contexts.conversations.files import FileUrls
from tandem.contexts.customers.consent.endpoints import router as consent_router
from tandem.contexts.desktop.socket.desk import Desk
from tandem.contexts.desktop.timeline import subscribers as timelines
from tandem.contexts.knowledge import api as knowledge
from tandem.contexts.loans import api as loans
from tandem.contexts.loans.endpoints import router as loans_router
from tandem.contexts.loans.health import commands_check
from tandem.contexts.verification.api import Verification
from tandem.kit.calendar.health import holidays_check
from tandem.kit.db import Database
from tandem.kit.following import Follower
from tandem.kit.health import (
    Check,
    Health,
    background_check,
    database_check,
    jobs_check,
    migrations_check,
    realtime_check,
    workers_check,
)
from tandem.kit.jobs import Job, jobs_of
from tandem.kit.objects import ObjectStore
from tandem.kit.periodic import Periodic
from tandem.kit.realtime import Hub
from tandem.kit.timers import TimerHandler
from tandem.settings import Settings
from tandem.wiring.answering import answering
from tandem.wiring.borrowers import borrowers_tasks
from tandem.wiring.bots import (
    flows_dir,
    keeping_step,
    live_meaning,
    story_actions,
    threshold_desk,
    training,
)
from tandem.wiring.channels import written_channels
from tandem.wiring.erasing import erasing
from tandem.wiring.foreseeing import first_predictions
from tandem.wiring.integrations import integrations_part
from tandem.wiring.keys import keyring, opened_vault
from tandem.wiring.lending import (
    bench_schedules,
    check_ledger,
    law_rules,
    lend_to_demo_customers,
    loan_book,
    untouched_accounts,
)
from tandem.wiring.options import API, gate, web_options
from tandem.wiring.outside import (
    composer,
    encoders,
    llm_configuration,
    name_finder,
    objects,
    transport,
)
from tandem.wiring.panel import desk_routers
from tandem.wiring.part import Part, together
from tandem.wiring.portraits import portraits_part
from tandem.wiring.predictions import predictions_part
from tandem.wiring.privacy import people_side
from tandem.wiring.proving import Proving, proving
from tandem.wiring.pushing import pushing
from tandem.wiring.selfservice import SelfService, VerifiedProofs

__all__ = [
    "Container",
    "assemble",
    "bench_schedules",
    "build",
    "check_ledger",
    "composer",
    "encoders",
    "flows_dir",
    "keeping_step",
    "lend_to_demo_customers",
    "live_meaning",
    "name_finder",
    "objects",
    "story_actions",
    "threshold_desk",
    "training",
    "transport",
    "untouched_accounts",
]


@dataclass
class Container:
    """Everything one process holds. `state` goes into the web application's `app.state`."""

    settings: Settings
    db: Database
    hub: Hub
    health: Health
    objects: ObjectStore
    live: knowledge.LiveIndex
    thresholds: LiveThresholds
    intents: LiveIntents
    meaning: LiveMeaning
    waking: Waking
    routers: Sequence[tuple[str, APIRouter]] = ()
    jobs: Sequence[Job] = ()
    timer_handlers: Mapping[str, TimerHandler] = field(default_factory=dict)
    periodic: Sequence[Periodic] = ()
    state: Mapping[str, Any] = field(default_factory=dict)
    closing: Sequence[Callable[[], Awaitable[None]]] = ()
    following: Sequence[Follower] = ()


@asynccontextmanager
async def build(settings: Settings, *, worker: bool = False) -> AsyncIterator[Container]:
    """A running container: connected, listening; taken down at the end. A `worker`, which answers customers, also
    warms the models up; others load them when somebody first searches."""
    assert settings.database_url is not None
    db = Database(settings.database_url, pool_size=settings.db_pool_size, keyring=keyring(settings))
    hub = Hub(db, transport(settings))
    db.publisher = hub
    container = assemble(settings, db, hub, worker=worker)
    await opened_vault(db)
    await hub.start()
    for follower in container.following:
        await follower.looked()
    await container.meaning.start()
    if worker:
        await container.waking.start()
        await declare(db, llm_configuration(settings))
    try:
        yield container
    finally:
        await container.waking.stop()
        await container.intents.stop()
        await container.meaning.stop()
        await container.thresholds.stop()
        await container.live.stop()
        for close in (*container.closing, *(follower.stop for follower in container.following)):
            await close()
        await hub.stop()
        await db.close()


def assemble(settings: Settings, db: Database, hub: Hub, *, worker: bool = False) -> Container:
    """Plug everything together; starts nothing."""
    secret = settings.secret()
    book, store = loan_book(settings, db), objects(settings)
    proofs = proving(settings, db, secret, book)
    written = written_channels(settings, db, store, book)
    bot = answering(
        settings, db, hub, store, book, proofs.verification, written.offering, worker=worker
    )  # fmt: skip
    others = together([bot.part, _others(settings, db, hub, store, book, proofs, written.part)])
    history = timelines.subscriptions(db)
    db.subscribe([*conversations.subscriptions(db), *others.subscriptions, *history])
    files, routing = FileUrls(secret), Routing(db)
    return Container(
        settings=settings,
        db=db,
        hub=hub,
        objects=store,
        live=bot.live,
        thresholds=bot.thresholds,
        intents=bot.intents,
        meaning=bot.meaning,
        waking=bot.waking,
        health=Health([*_platform_checks(settings, db, hub), commands_check(db), *others.checks]),
        # Tried in this order for every request: those with the most traffic first.
        routers=[
            *others.hot,
            (API, _web(settings, db, hub, store, files, proofs.verification, written.continuing)),
            (API, conversations_router()),
            (API, access_router()),
            (API, files_router(db, store, attachment_bytes=settings.attachment_bytes)),
            (API, consent_router()),
            (API, sites_router(secret)),
            *desk_routers(db, book, settings.zone, proofs.verification),
            (API, loans_router(law_rules(book))),
            *others.routers,
        ],
        jobs=[*conversations.jobs(db, routing), *others.jobs, *jobs_of(history)],
        timer_handlers={**conversations.timer_handlers(), **others.timers},
        periodic=[*_periodic(settings, db, store, book, routing), *others.periodic],
        state=_state(settings, db, hub, files, others),
        closing=[*([book.close] if isinstance(book, RestLoanBook) else []), *others.closing],
        following=others.following,
    )


def _others(
    settings: Settings,
    db: Database,
    hub: Hub,
    store: ObjectStore,
    book: loans.LoanBook | None,
    proofs: Proving,
    written: Part,
) -> Part:
    """The parts that need nothing of each other."""
    return together(
        [
            people_side(db, store, book, settings.zone).part(),
            erasing(db),
            proofs.part,
            written,
            pushing(settings, db),
            SelfService(settings, db, book, store, VerifiedProofs(proofs.verification), proofs.texts).part(),
            portraits_part(settings, db, book),
            predictions_part(settings, db, store, book),
            integrations_part(settings, db, hub),
            Part(periodic=[*borrowers_tasks(settings, db), *first_predictions(settings, db)]),
        ]
    )


def _web(
    settings: Settings,
    db: Database,
    hub: Hub,
    store: LocalObjects,
    files: FileUrls,
    verification: Verification,
    elsewhere: Continuing,
) -> APIRouter:
    options = web_options(settings, settings.secret())
    return web_router(
        db=db, hub=hub, objects=store, files=files, faq=KnowledgeFaq(), options=options,
        verification=verification, elsewhere=elsewhere,
    )  # fmt: skip


def _periodic(
    settings: Settings, db: Database, store: LocalObjects, book: loans.LoanBook | None, routing: Routing
) -> list[Periodic]:
    """What needs nothing but the database, the object store and the loan book."""
    return [
        Periodic("conversations.route", 3, routing.sweep),
        Periodic(
            "objects.clear_abandoned",
            3600,
            partial(asyncio.to_thread, store.clear_abandoned),
            background=True,
        ),
        Periodic("conversations.clear_unsent", 3600, partial(clear_unsent, db, store), background=True),
        Periodic(
            "access.seal", 1, partial(seal_audit, db, AnchorFile(settings.secrets_path)), background=True
        ),
        *([Periodic("loans.reconcile", 3, partial(loans.reconcile, db, book))] if book else []),
    ]


def _state(settings: Settings, db: Database, hub: Hub, files: FileUrls, others: Part) -> dict[str, Any]:
    """What endpoints find in `app.state`."""
    return {
        "access": access.Gate(gate(settings, settings.secret())),
        "files": files,
        "desk": Desk(db, hub, files, Typing(db).by_agent),
        **others.state,
    }


def _platform_checks(settings: Settings, db: Database, hub: Hub) -> list[Check]:
    return [
        database_check(db), migrations_check(db), realtime_check(hub), workers_check(db), background_check(db),
        jobs_check(db), audit_check(db), holidays_check(db.clock, settings.zone),
    ]  # fmt: skip
