"""What can go wrong with consents; texts in locales/*/consent.json."""

from tandem.kit.errors import Conflict, Invalid


class ConsentTextUnknown(Invalid):
    """Nobody can agree to a text that does not exist."""

    default_code = "consent_text_unknown"


class ConsentTextTaken(Conflict):
    """Somebody else published a version at the same moment."""

    default_code = "consent_text_taken"
