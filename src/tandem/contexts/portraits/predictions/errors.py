"""What can go wrong with predictions; texts in locales/*/portraits.json."""

from collections.abc import Mapping
from typing import Any

from tandem.kit.errors import Conflict, Invalid, NotFound


class TrainingRefused(Invalid):
    """Nothing can be learned from this history: the code says why. Trying again does not help until there is more."""

    default_code = "prediction_history_empty"

    def __init__(self, code: str, params: Mapping[str, Any] | None = None) -> None:
        super().__init__(code, params=dict(params or {}))


class ModelRefused(Conflict):
    """A model file that is not what was trained, or not there: it is not served."""

    default_code = "prediction_file_damaged"


class VersionNotFound(NotFound):
    default_code = "prediction_version_not_found"


class VersionNotReady(Conflict):
    default_code = "prediction_version_not_ready"


class VersionOver(Conflict):
    default_code = "prediction_version_over"


class WorseThanBaseline(Conflict):
    """It says less than the base rates, or than the last reason, would: it is not let before agents."""

    default_code = "prediction_worse_than_baseline"


class AlreadyPublished(Conflict):
    default_code = "prediction_version_published"


class NothingPublished(Conflict):
    default_code = "prediction_nothing_published"


class TrainingsWait(Conflict):
    default_code = "prediction_training_waits"
