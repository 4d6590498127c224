"""The door to training versions: for the process that learns, and for the command line. Loads scipy."""

from tandem.contexts.bot.training.actions.asking import ask, stop
from tandem.contexts.bot.training.actions.keeping_step import KeepingStep
from tandem.contexts.bot.training.learning import Learning, Stopped
from tandem.contexts.bot.training.repository.versions import Version
from tandem.contexts.bot.training.repository.versions import find as find_version
from tandem.contexts.bot.training.supervising import Child, Training, child_env

__all__ = [
    "Child",
    "KeepingStep",
    "Learning",
    "Stopped",
    "Training",
    "Version",
    "ask",
    "child_env",
    "find_version",
    "stop",
]
