"""What decides on answers, put together: knowledge, intents, meaning, flows, the silent seat, and the bot over them."""

from dataclasses import dataclass
from functools import partial

from tandem.contexts.bot.actions.answering import Bot, BotOptions
from tandem.contexts.bot.actions.conversing import TIMEOUT, Conversing
from tandem.contexts.bot.comparison.testing import Testing
from tandem.contexts.bot.dialogue.calls.accounts import account_actions
from tandem.contexts.bot.dialogue.hearing.extracting import RuleExtractor
from tandem.contexts.bot.dialogue.serving.shelf import FlowShelf
from tandem.contexts.bot.endpoints import router as bot_router
from tandem.contexts.bot.finding import LiveKnowledge
from tandem.contexts.bot.llm.actions.composing import Composing
from tandem.contexts.bot.llm.actions.concluding import Conclusions
from tandem.contexts.bot.llm.actions.postponing import Postponing
from tandem.contexts.bot.llm.calling import Caller
from tandem.contexts.bot.llm.own_data import OwnData
from tandem.contexts.bot.meaning.learning import MeaningLearning
from tandem.contexts.bot.meaning.live import LiveMeaning
from tandem.contexts.bot.retracing import router as retracing_router
from tandem.contexts.bot.silent_seat.endpoints import router as silent_seat_router
from tandem.contexts.bot.subscribers import jobs as bot_jobs
from tandem.contexts.bot.subscribers import subscriptions as bot_subscriptions
from tandem.contexts.bot.subscribers import timer_handlers as bot_timers
from tandem.contexts.bot.summaries.actions.summarising import Summarising
from tandem.contexts.bot.summaries.endpoints import router as summaries_router
from tandem.contexts.bot.thresholds.live import LiveThresholds
from tandem.contexts.bot.training.actions.keeping_step import KeepingStep
from tandem.contexts.bot.training.live import LiveIntents
from tandem.contexts.bot.trial.talk import Sealed
from tandem.contexts.bot.waking import Waking
from tandem.contexts.channels.continuing.actions.offering_by_itself import OfferingByItself
from tandem.contexts.knowledge import api as knowledge
from tandem.contexts.knowledge.endpoints import router as knowledge_router
from tandem.contexts.knowledge.health import absent_encoders
from tandem.contexts.knowledge.tasks import Recalibration
from tandem.contexts.loans import api as loans
from tandem.contexts.verification.api import Verification
from tandem.kit.db import Database
from tandem.kit.jobs import jobs_of
from tandem.kit.models import ModelStore
from tandem.kit.objects import ObjectStore
from tandem.kit.periodic import Periodic
from tandem.kit.realtime import Hub
from tandem.settings import Settings
from tandem.wiring.bots import (
    bot_checks,
    flows_dir,
    limits,
    live_meaning,
    playground,
    silent_seat,
    trainers_routers,
    training,
)
from tandem.wiring.lending import accounts
from tandem.wiring.options import API, COMPLAINTS
from tandem.wiring.outside import composer, encoders, masker
from tandem.wiring.part import Part


@dataclass(frozen=True)
class Answering:
    """What a process starts and stops by hand, and the rest as a part."""

    live: knowledge.LiveIndex
    thresholds: LiveThresholds
    intents: LiveIntents
    meaning: LiveMeaning
    waking: Waking
    part: Part


def answering(
    settings: Settings, db: Database, hub: Hub, store: ObjectStore, book: loans.LoanBook | None,
    verification: Verification, elsewhere: OfferingByItself, *, worker: bool,
) -> Answering:  # fmt: skip
    """Plug the bot together; starts nothing. A `worker` encodes texts, other processes only questions."""
    models = ModelStore(settings.models_path)
    live = knowledge.LiveIndex(db, encoders(settings, models), hub=hub, encodes=worker)
    found = LiveKnowledge(live)
    actions = account_actions(ledger := accounts(db, book), settings.base_url)
    shelf = FlowShelf(db, flows_dir(settings), actions)
    flows = Conversing(db, shelf, actions, RuleExtractor(), found, settings.zone, verification)
    masked = masker(models)
    keep_step = KeepingStep(db, shelf, masked)
    thresholds = LiveThresholds(db, hub)
    intents = LiveIntents(
        db, store, found, hub=hub, thresholds=thresholds, has_flow=shelf.has, encoders=lambda: live.encoders
    )
    options = BotOptions(queues=COMPLAINTS, limits=limits(settings), elsewhere=elsewhere.answer)
    seat = silent_seat(settings, found, options)
    llm = composer(settings, models)
    postponing = Postponing(llm.options, seat, llm.may_answer) if llm else None
    meaning = live_meaning(settings, models)
    bot = Bot(
        db, found, options, flows, seat, intents=intents, postponing=postponing, thresholds=thresholds,
        sense=meaning,
    )  # fmt: skip
    waking = Waking(live, intents, thresholds, meaning)
    trial = playground(settings, db, bot, found, shelf, masked, waking, lends=book is not None)
    own_data = OwnData(db, flows, ledger, settings.zone) if ledger else None
    composing = Composing(db, Conclusions(bot, seat, found), llm, found, own_data) if llm else None
    summarising = Summarising(db, llm)
    listening = bot_subscriptions(db, bot, flows, summarising, awake=waking.awake)
    part = Part(
        # Tried in this order for every request: those with the most traffic first.
        routers=[
            (API, knowledge_router(live)),
            (API, bot_router(trial, Sealed(settings.secret()))),
            *((API, made()) for made in (retracing_router, summaries_router)),
            (API, silent_seat_router(seat, settings.zone)),
            *trainers_routers(
                settings,
                found,
                shelf,
                keep_step,
                intents,
                Testing(db, store, live),
                masked,
                partial(absent_encoders, live, models, settings.encoders),
            ),
        ],
        subscriptions=listening,
        jobs=[*jobs_of(listening), *bot_jobs(composing, summarising, awake=waking.awake), training(db).job()],
        timers={**bot_timers(bot), TIMEOUT: flows.timed_out},
        periodic=_fitting(db, live, meaning, keep_step),
        checks=bot_checks(settings, db, live, models, shelf, intents, llm, meaning),
        closing=[llm.caller.close] if llm and isinstance(llm.caller, Caller) else [],
    )
    return Answering(live, thresholds, intents, meaning, waking, part)


def _fitting(
    db: Database, live: knowledge.LiveIndex, meaning: LiveMeaning, keep_step: KeepingStep
) -> list[Periodic]:
    """What learns anew when texts have changed, beside the answers."""
    return [
        Periodic("knowledge.recalibrate", 120, Recalibration(db, live)),
        Periodic("bot.learn_meaning", 10, MeaningLearning(db, live, meaning)),
        Periodic("bot.keep_intents_in_step", 30, keep_step),
    ]
