"""What the bot listens to."""

from uuid import UUID

from tandem.contexts.bot import repository
from tandem.contexts.bot.actions.answering import Bot
from tandem.contexts.conversations.events import MessageReceived
from tandem.kit.db import Database
from tandem.kit.events import Recorded, Subscription

# By name: channels stand beside the bot, and neither imports the other.
FEEDBACK_GIVEN = "channels.feedback_given"


def subscriptions(db: Database, bot: Bot) -> list[Subscription]:
    async def feedback(event: Recorded) -> None:
        async with db.transaction() as tx:
            await repository.keep_feedback(tx, UUID(event.data["message_id"]), bool(event.data["helpful"]))

    return [
        Subscription(MessageReceived.kind, "bot.react", bot.react, priority=20),
        Subscription(FEEDBACK_GIVEN, "bot.feedback", feedback),
    ]
