"""What can go wrong for trainers; texts in locales/*/bot.json."""

from tandem.kit.errors import Conflict, Invalid, NotFound


class IntentNotFound(NotFound):
    default_code = "intent_not_found"


class ExampleNotFound(NotFound):
    default_code = "example_not_found"


class TurnNotFound(NotFound):
    """The turn does not exist, or its conversation is closed to the actor."""

    default_code = "turn_not_found"


class VersionNotFound(NotFound):
    default_code = "intent_version_not_found"


class TargetUnknown(Invalid):
    """No published entry, served flow or queue has this key."""

    default_code = "intent_target_unknown"


class IntentKeptInStep(Conflict):
    """Intents of entries and flows follow them: change the entry or the flow."""

    default_code = "intent_kept_in_step"


class ExampleKeptInStep(Conflict):
    """The text stands in a knowledge entry or a flow: change it there."""

    default_code = "example_kept_in_step"


class IntentClosed(Conflict):
    """The intent is retired, or merged into another."""

    default_code = "intent_closed"


class CannotMerge(Conflict):
    """Into itself, or into one that is merged or retired."""

    default_code = "intent_cannot_merge"


class VersionNotReady(Conflict):
    default_code = "intent_version_not_ready"


class VersionOver(Conflict):
    """It is trained, failed or stopped: there is nothing to stop."""

    default_code = "intent_version_over"


class TrainingsWait(Conflict):
    """One is being trained and one waits: that one will learn whatever there is by then."""

    default_code = "intent_training_waits"


class AlreadyPublished(Conflict):
    default_code = "intent_version_published"


class NothingPublished(Conflict):
    default_code = "nothing_published"
