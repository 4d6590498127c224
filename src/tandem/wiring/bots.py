"""The bot's parts, put together of settings and adapters."""

import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta
from importlib import resources
from pathlib import Path

from fastapi import APIRouter

from tandem.contexts.bot.actions.answering import Bot, BotOptions
from tandem.contexts.bot.comparison.endpoints import router as comparison_router
from tandem.contexts.bot.comparison.testing import Testing
from tandem.contexts.bot.decision import Thresholds
from tandem.contexts.bot.dialogue.calls.accounts import account_actions
from tandem.contexts.bot.dialogue.calls.actions import Actions
from tandem.contexts.bot.dialogue.serving.shelf import FlowShelf, flows_check
from tandem.contexts.bot.figures.endpoints import router as figures_router
from tandem.contexts.bot.finding import LiveKnowledge
from tandem.contexts.bot.health import handover_check, names_check
from tandem.contexts.bot.llm.composing import Composer
from tandem.contexts.bot.llm.health import llm_check
from tandem.contexts.bot.masking import Masker
from tandem.contexts.bot.meaning.live import LiveMeaning
from tandem.contexts.bot.meaning.material import Everyday
from tandem.contexts.bot.silent_seat.options import SilentSeat
from tandem.contexts.bot.thresholds.desk import ThresholdDesk
from tandem.contexts.bot.thresholds.endpoints import router as thresholds_router
from tandem.contexts.bot.thresholds.grounds import Grounds
from tandem.contexts.bot.training.actions.keeping_step import KeepingStep
from tandem.contexts.bot.training.endpoints import router as training_router
from tandem.contexts.bot.training.live import LiveIntents, intents_check
from tandem.contexts.bot.training.supervising import TRAINING
from tandem.contexts.bot.trial.playground import Playground
from tandem.contexts.bot.waking import Waking
from tandem.contexts.knowledge import api as knowledge
from tandem.contexts.knowledge.health import encoders_check
from tandem.demo.seed.knowledge import everyday_bytes, everyday_questions
from tandem.kit.childwork import Child, ChildWork
from tandem.kit.db import Database
from tandem.kit.health import Check
from tandem.kit.models import ModelStore
from tandem.settings import Settings
from tandem.wiring.lending import PRETENDED, untouched_accounts
from tandem.wiring.options import API
from tandem.wiring.outside import encoders, masker, objects


def training(db: Database) -> ChildWork:
    """What trains versions, each in a process of its own, on half of the cores."""
    command = (sys.executable, "-m", "tandem.entrypoints.child", "intents")
    threads = max(1, (os.cpu_count() or 2) // 2)
    return ChildWork(db, TRAINING, Child(command, Child.env_of(db.url, "trainer", threads)))


async def learn(settings: Settings, number: int) -> None:
    """Train one version in this process. Raises Stopped."""
    from tandem.contexts.bot.api.training import Learning
    from tandem.contexts.bot.api.understanding import LessonStore

    assert settings.database_url is not None
    db = Database(settings.database_url, pool_size=2)
    loaders = encoders(settings, ModelStore(settings.models_path))
    try:
        lessons = LessonStore(settings.home / "cache" / "lessons")
        await Learning(db, objects(settings), loaders, number, lessons).run()
    finally:
        await db.close()


def keeping_step(settings: Settings, db: Database) -> KeepingStep:
    """What brings intents up to date with knowledge and flows, for the command line."""
    shelf = FlowShelf(db, flows_dir(settings), account_actions(None))
    return KeepingStep(db, shelf, masker(ModelStore(settings.models_path)))


def live_meaning(settings: Settings, models: ModelStore) -> LiveMeaning:
    """What reads the meaning of what must reach a person: fitted into the lender's home, beside its own lines."""
    known = {name: models.manifest[name].version for name in settings.encoders if name in models.manifest}
    return LiveMeaning(settings.home / "handover", everyday(), known)


def everyday() -> Everyday:
    """Harmless questions to learn from: those of the fictional lender are much like any lender's."""
    return Everyday(everyday_bytes, everyday_questions)


def flows_dir(settings: Settings, *, always: bool = False) -> Path | None:
    """The folder of flow files: the settings', the demo's with the demo (or `always`), or none."""
    if settings.flows_dir is None and (settings.demo or always):
        return Path(str(resources.files("tandem.demo") / "flows"))
    return settings.flows_dir


def story_actions() -> Actions:
    """The actions that flows may call, over the demo's borrowers as they are before anybody did anything."""
    return account_actions(untouched_accounts())


def silent_seat(settings: Settings, found: LiveKnowledge, options: BotOptions) -> SilentSeat:
    return SilentSeat(
        found, on=settings.drafts_on, budget=timedelta(seconds=settings.silent_seat_budget_s),
        bot_name=options.name, limits=options.limits,
    )  # fmt: skip


def bot_checks(
    settings: Settings,
    db: Database,
    live: knowledge.LiveIndex,
    models: ModelStore,
    shelf: FlowShelf,
    intents: LiveIntents,
    llm: Composer | None,
    meaning: LiveMeaning,
) -> list[Check]:
    """What the bot needs to be well."""
    return [
        encoders_check(db, live, models, settings.encoders), flows_check(shelf), intents_check(intents),
        handover_check(live, models, settings.encoders, meaning), names_check(models),
        llm_check(db, llm.caller.model.name if llm else None, settings.llm_in_house),
    ]  # fmt: skip


def playground(
    settings: Settings,
    db: Database,
    bot: Bot,
    found: LiveKnowledge,
    shelf: FlowShelf,
    names: Masker,
    waking: Waking,
    *,
    lends: bool,
) -> Playground:
    """Trials act on a loan book of their own, and on none where the lender has none (`lends`)."""
    pretended = account_actions(untouched_accounts() if lends else None)
    return Playground(db, bot, found, shelf, pretended, settings.zone, PRETENDED, names, waking.wait)


def trainers_routers(
    settings: Settings,
    found: LiveKnowledge,
    shelf: FlowShelf,
    keep_step: KeepingStep,
    intents: LiveIntents,
    testing: Testing,
    masked: Masker,
    absent: Callable[[], Awaitable[list[str]]],
) -> list[tuple[str, APIRouter]]:
    return [
        (API, training_router(keep_step, intents, masked, absent)),
        (API, thresholds_router(grounds(found, shelf, testing))),
        (API, comparison_router(testing)),
        (API, figures_router(settings.zone)),
    ]


@asynccontextmanager
async def threshold_desk(settings: Settings, db: Database) -> AsyncIterator[ThresholdDesk]:
    """Thresholds for the command line, with an index and a shelf of its own."""
    live = knowledge.LiveIndex(db, encoders(settings, ModelStore(settings.models_path)), encodes=True)
    shelf = FlowShelf(db, flows_dir(settings), account_actions(None))
    try:
        testing = Testing(db, objects(settings), live)
        yield ThresholdDesk(db, grounds(LiveKnowledge(live), shelf, testing))
    finally:
        await live.stop()


def grounds(found: LiveKnowledge, shelf: FlowShelf, testing: Testing) -> Grounds:
    """What thresholds are fitted on besides the turns."""

    async def stands_for() -> Mapping[str, str]:
        return (await shelf.current()).flows.stands_for

    return Grounds(found.thresholds, stands_for, found.missing, testing.outcomes)


def limits(settings: Settings) -> Thresholds | None:
    if settings.bot_tau_answer is None or settings.bot_tau_clarify is None:
        return None
    return Thresholds(settings.bot_tau_answer, settings.bot_tau_clarify, settings.bot_tau_draft)
