"""The door of the bot: deciding on texts without a conversation, and what wiring plugs together."""

from tandem.contexts.bot.actions.answering import Bot, BotOptions, Considered
from tandem.contexts.bot.decision import Decision, Thresholds
from tandem.contexts.bot.entities import Entity, Kind, extract, mask, with_names
from tandem.contexts.bot.finding import LiveKnowledge
from tandem.contexts.bot.ports import NameFinder, NamesUnavailable

__all__ = [
    "Bot",
    "BotOptions",
    "Considered",
    "Decision",
    "Entity",
    "Kind",
    "LiveKnowledge",
    "NameFinder",
    "NamesUnavailable",
    "Thresholds",
    "extract",
    "mask",
    "with_names",
]
