"""What the bot listens to, and its timers."""

import asyncio
from collections.abc import Mapping
from functools import partial
from typing import Any
from uuid import UUID

from tandem.contexts.access.api import Actor
from tandem.contexts.bot import repository
from tandem.contexts.bot.actions.answering import Bot
from tandem.contexts.bot.actions.conversing import Conversing
from tandem.contexts.bot.actions.going_on import GoingOn
from tandem.contexts.bot.llm import repository as compositions
from tandem.contexts.bot.llm.actions.composing import Composing
from tandem.contexts.bot.llm.actions.postponing import COMPOSE_JOB, COMPOSITION_DUE, composition_due
from tandem.contexts.bot.silent_seat.actions.attending import SEAT_LOST, seat_lost
from tandem.contexts.bot.silent_seat.actions.handing_on import draft_due
from tandem.contexts.bot.silent_seat.actions.settling import DUE
from tandem.contexts.bot.silent_seat.actions.withdrawing import withdraw
from tandem.contexts.bot.summaries.actions.summarising import SUMMARY_JOB, Summarising
from tandem.contexts.conversations.events import ControllerChanged, MessageReceived, SilentSeatLeft
from tandem.contexts.customers.events import CustomerErased
from tandem.contexts.verification.events import CustomerProven, VerificationLocked
from tandem.kit.db import Database
from tandem.kit.events import Recorded, Subscription
from tandem.kit.jobs import Job
from tandem.kit.timers import TimerHandler, giving_way

# By name: channels stand beside the bot, and neither imports the other.
FEEDBACK_GIVEN = "channels.feedback_given"


def subscriptions(
    db: Database,
    bot: Bot,
    flows: Conversing | None = None,
    summarising: Summarising | None = None,
    *,
    awake: asyncio.Event | None = None,
) -> list[Subscription]:
    """`awake`: set when this process can decide on messages; None: it always can."""

    async def feedback(event: Recorded) -> None:
        async with db.transaction() as tx:
            await repository.keep_feedback(tx, UUID(event.data["message_id"]), bool(event.data["helpful"]))

    async def handed_over(event: Recorded) -> None:
        if flows is not None and event.subject_id is not None and _to_person(event):
            await flows.handed_over(event.subject_id, event.id, Actor.bot(bot.name))

    following = []
    if flows is not None:
        following.append(Subscription(ControllerChanged.kind, "bot.end_flows", handed_over, wants=_to_person))
    if summarising is not None:
        following.append(
            Subscription(
                ControllerChanged.kind,
                "bot.summarise",
                summarising.handed_over,
                priority=-5,
                wants=_to_person,
            )
        )
    if flows is not None:
        going = GoingOn(db, bot, flows)
        following += [
            Subscription(CustomerProven.kind, "bot.go_on_when_proven", going.proven, priority=20),
            Subscription(VerificationLocked.kind, "bot.end_unproven", going.locked, priority=20),
        ]

    async def forget(event: Recorded) -> None:
        async with db.transaction() as tx:
            await compositions.forget(tx, [UUID(one) for one in event.data["family"]])

    return [
        *following,
        Subscription(CustomerErased.kind, "bot.forget", forget),
        Subscription(MessageReceived.kind, "bot.react", bot.react, priority=20, ready=awake),
        Subscription(FEEDBACK_GIVEN, "bot.feedback", feedback),
        Subscription(SilentSeatLeft.kind, "bot.withdraw_draft", partial(withdraw, db), priority=10),
    ]


def _to_person(event: Recorded) -> bool:
    """From the bot to people; at the silent seat the customer's talk with the bot goes on."""
    people = ("queue", "agent")
    return event.data["to_controller"] in people and event.data["from_controller"] not in people


def jobs(
    composing: Composing | None = None,
    summarising: Summarising | None = None,
    *,
    awake: asyncio.Event | None = None,
) -> list[Job]:
    """Jobs that no event asks for. Without a language model (any more) those that wait for it end at once. `awake`: see
    `subscriptions`; what the model completes is decided on anew."""

    async def compose(payload: Mapping[str, Any]) -> None:
        if composing is not None:
            await composing.compose(payload)

    by_model = [Job(SUMMARY_JOB, summarising.by_model, max_attempts=2, outside=True)] if summarising else []
    return [Job(COMPOSE_JOB, compose, max_attempts=2, outside=True, ready=awake), *by_model]


def timer_handlers(bot: Bot | None = None) -> Mapping[str, TimerHandler]:
    """`bot`: who falls back on retrieval when the language model is too slow."""
    handlers: dict[str, TimerHandler] = {DUE: giving_way(draft_due), SEAT_LOST: giving_way(seat_lost)}
    if bot is not None:
        handlers[COMPOSITION_DUE] = giving_way(partial(composition_due, bot.conclude))
    return handlers
