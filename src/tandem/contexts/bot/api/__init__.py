"""The door of the bot: deciding on texts without a conversation, and what wiring plugs together."""

from tandem.contexts.bot.actions.answering import Bot, BotOptions, Considered
from tandem.contexts.bot.decision import Decision, Thresholds
from tandem.contexts.bot.dialogue.engine import Engine
from tandem.contexts.bot.dialogue.extracting import RuleExtractor
from tandem.contexts.bot.dialogue.language import schema as flow_schema
from tandem.contexts.bot.dialogue.playing import BookKnowledge, Player, Verdict
from tandem.contexts.bot.dialogue.problems import FlowsRefused
from tandem.contexts.bot.dialogue.reading import FlowSet, read_flows, read_folder
from tandem.contexts.bot.dialogue.stories import Placed, read_stories, story_schema
from tandem.contexts.bot.entities import Entity, Kind, extract, mask, with_names
from tandem.contexts.bot.finding import LiveKnowledge
from tandem.contexts.bot.ports import NameFinder, NamesUnavailable

__all__ = [
    "BookKnowledge",
    "Bot",
    "BotOptions",
    "Considered",
    "Decision",
    "Engine",
    "Entity",
    "FlowSet",
    "FlowsRefused",
    "Kind",
    "LiveKnowledge",
    "NameFinder",
    "NamesUnavailable",
    "Placed",
    "Player",
    "RuleExtractor",
    "Thresholds",
    "Verdict",
    "extract",
    "flow_schema",
    "mask",
    "read_flows",
    "read_folder",
    "read_stories",
    "story_schema",
    "with_names",
]
