"""The bot's decisions: pure functions of the message, what came before, and what search found."""

from tandem.contexts.bot.rules.deciding import decide, needs_search
from tandem.contexts.bot.rules.handover import Mandatory, mandatory

__all__ = ["Mandatory", "decide", "mandatory", "needs_search"]
