"""The door of the bot: deciding on texts without a conversation, and what wiring plugs together."""

from tandem.contexts.bot.actions.answering import Bot, BotOptions, Considered
from tandem.contexts.bot.decision import Decision, Thresholds
from tandem.contexts.bot.finding import LiveKnowledge

__all__ = ["Bot", "BotOptions", "Considered", "Decision", "LiveKnowledge", "Thresholds"]
