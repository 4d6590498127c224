"""What can go wrong with thresholds; texts in locales/*/bot.json."""

from tandem.kit.errors import Conflict, NotFound


class ThresholdSetNotFound(NotFound):
    default_code = "threshold_set_not_found"


class IntentWithoutOutcomes(NotFound):
    """Nobody has said of this intent whether the bot was right: there is no curve."""

    default_code = "intent_without_outcomes"


class ThresholdsInForce(Conflict):
    """The set is in force already."""

    default_code = "thresholds_in_force"


class NoThresholdsInForce(Conflict):
    """Only the shipped thresholds hold: there is nothing to take back."""

    default_code = "no_thresholds_in_force"
