"""How versions are trained: kit.childwork, with the versions as its rows. A child that dies goes on where it was."""

from tandem.contexts.bot.training.actions.asking import JOB
from tandem.contexts.bot.training.repository import versions
from tandem.kit.childwork import Kind

TRAINING = Kind(JOB, versions, (31337, 3), working="training", died="training_died", most_attempts=4)
