"""The door of the desktop context, for seeds and tools: nothing stands above it."""

from tandem.contexts.desktop.repository.canned_replies import create as create_canned_reply
from tandem.contexts.desktop.rules.noting import Line
from tandem.contexts.desktop.timeline.actions.retelling import retell as retell_timelines
from tandem.contexts.desktop.timeline.repository import add as write_lines
from tandem.contexts.desktop.timeline.repository import take_in_of as tell_histories

__all__ = ["Line", "create_canned_reply", "retell_timelines", "tell_histories", "write_lines"]
