"""The door of the bot: deciding on texts without a conversation, what wiring plugs together, and the silent
seat for the desktop's socket."""

from uuid import UUID

from tandem.contexts.access.api import Actor
from tandem.contexts.bot.actions.answering import Bot, BotOptions
from tandem.contexts.bot.actions.considering import Considered, consider
from tandem.contexts.bot.decision import Decision, Thresholds, Turn
from tandem.contexts.bot.dialogue.hearing.extracting import RuleExtractor
from tandem.contexts.bot.dialogue.language.documents import Document
from tandem.contexts.bot.dialogue.language.grammar import schema as flow_schema
from tandem.contexts.bot.dialogue.language.problems import FlowsRefused, Problem
from tandem.contexts.bot.dialogue.language.reading import FlowSet, read_flows, read_folder
from tandem.contexts.bot.dialogue.machine.engine import Engine
from tandem.contexts.bot.dialogue.stories.playing import BookKnowledge, Player, Verdict
from tandem.contexts.bot.dialogue.stories.reading import Placed, read_stories, story_schema
from tandem.contexts.bot.entities import Entity, Kind, extract, mask, with_names
from tandem.contexts.bot.finding import LiveKnowledge, StillKnowledge
from tandem.contexts.bot.llm.composing import Composed, sources_of
from tandem.contexts.bot.ports import AccountRefused, Accounts, NameFinder, NamesUnavailable
from tandem.contexts.bot.rules.drafting import worth_a_draft
from tandem.contexts.bot.silent_seat.actions.attending import still_there
from tandem.contexts.bot.silent_seat.events import TOPIC as DRAFTS_TOPIC
from tandem.contexts.bot.silent_seat.options import SilentSeat
from tandem.contexts.bot.silent_seat.presenting import present
from tandem.contexts.bot.silent_seat.repository.drafts import find
from tandem.contexts.bot.thresholds.desk import ThresholdDesk
from tandem.contexts.bot.thresholds.live import LiveThresholds
from tandem.kit.db import Tx

__all__ = [
    "DRAFTS_TOPIC",
    "AccountRefused",
    "Accounts",
    "BookKnowledge",
    "Bot",
    "BotOptions",
    "Composed",
    "Considered",
    "Decision",
    "Document",
    "Engine",
    "Entity",
    "FlowSet",
    "FlowsRefused",
    "Kind",
    "LiveKnowledge",
    "LiveThresholds",
    "NameFinder",
    "NamesUnavailable",
    "Placed",
    "Player",
    "Problem",
    "RuleExtractor",
    "SilentSeat",
    "StillKnowledge",
    "ThresholdDesk",
    "Thresholds",
    "Turn",
    "Verdict",
    "consider",
    "draft_as_shown",
    "extract",
    "flow_schema",
    "mask",
    "read_flows",
    "read_folder",
    "read_stories",
    "sources_of",
    "still_there",
    "story_schema",
    "with_names",
    "worth_a_draft",
]


async def draft_as_shown(tx: Tx, actor: Actor, draft_id: UUID) -> dict[str, object] | None:
    """The draft as screens show it; None when it does not wait any more or the actor may not read it."""
    found = await find(tx, actor, draft_id)
    return (await present(tx, [found]))[0] if found is not None and found.waiting else None
