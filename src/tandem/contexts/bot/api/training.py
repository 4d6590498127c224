"""The door to training versions: for the process that learns, and for the command line. Loads scipy."""

from tandem.contexts.bot.training.actions.asking import ask, stop
from tandem.contexts.bot.training.actions.keeping_step import KeepingStep
from tandem.contexts.bot.training.learning import Learning
from tandem.contexts.bot.training.repository.versions import Version
from tandem.contexts.bot.training.repository.versions import find as find_version

__all__ = [
    "KeepingStep",
    "Learning",
    "Version",
    "ask",
    "find_version",
    "stop",
]
