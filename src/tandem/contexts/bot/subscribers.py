"""What the bot listens to."""

from uuid import UUID

from tandem.contexts.access.api import Actor
from tandem.contexts.bot import repository
from tandem.contexts.bot.actions.answering import Bot
from tandem.contexts.bot.actions.conversing import Conversing
from tandem.contexts.conversations.events import ControllerChanged, MessageReceived
from tandem.kit.db import Database
from tandem.kit.events import Recorded, Subscription

# By name: channels stand beside the bot, and neither imports the other.
FEEDBACK_GIVEN = "channels.feedback_given"


def subscriptions(db: Database, bot: Bot, flows: Conversing | None = None) -> list[Subscription]:
    async def feedback(event: Recorded) -> None:
        async with db.transaction() as tx:
            await repository.keep_feedback(tx, UUID(event.data["message_id"]), bool(event.data["helpful"]))

    async def handed_over(event: Recorded) -> None:
        # At the silent seat the customer's talk with the bot goes on.
        to_person = event.data["to_controller"] in ("queue", "agent")
        if flows is not None and event.subject_id is not None and to_person:
            await flows.handed_over(event.subject_id, event.id, Actor.bot(bot.name))

    following = [Subscription(ControllerChanged.kind, "bot.end_flows", handed_over)] if flows else []
    return [
        *following,
        Subscription(MessageReceived.kind, "bot.react", bot.react, priority=20),
        Subscription(FEEDBACK_GIVEN, "bot.feedback", feedback),
    ]
