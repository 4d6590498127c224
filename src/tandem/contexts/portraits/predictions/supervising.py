"""How versions are trained: kit.childwork, with the versions as its rows. A child that dies begins again."""

from tandem.contexts.portraits.predictions.actions.asking import JOB
from tandem.contexts.portraits.predictions.repository import versions
from tandem.kit.childwork import Kind

TRAINING = Kind(
    JOB, versions, (31337, 13), working="training", died="prediction_training_died", most_attempts=3
)
