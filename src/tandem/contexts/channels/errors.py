"""What can go wrong at the customers' door; texts in locales/*/channels.json."""

from tandem.kit.errors import Forbidden, Invalid, NotFound, Unauthenticated


class SiteNotFound(NotFound):
    default_code = "site_not_found"


class BadToken(Unauthenticated):
    """The session token is missing, forged, expired, or no longer good: begin a new session."""

    default_code = "bad_token"


class BadIdentity(Unauthenticated):
    """The signed identity does not hold."""

    default_code = "bad_identity"


class IdentityRequired(Unauthenticated):
    """The site serves signed-in people only."""

    default_code = "identity_required"


class BadOrigin(Forbidden):
    default_code = "site_origin"


class ConversationUnknown(NotFound):
    """There is none, or it is somebody else's."""

    default_code = "conversation_not_found"


class MessageTooLong(Invalid):
    default_code = "message_too_long"


class NoConversation(NotFound):
    default_code = "no_conversation"


class MessageUnknown(NotFound):
    default_code = "message_not_found"


class ChoiceUnknown(Invalid):
    default_code = "choice_unknown"


class FeatureOff(Forbidden):
    """The site has switched this off."""

    default_code = "feature_off"
