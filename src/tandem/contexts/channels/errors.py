"""What can go wrong at the customers' door; texts in locales/*/channels.json."""

from tandem.kit.errors import Conflict, Forbidden, Invalid, NotFound, TooMany, Unauthenticated, Unavailable


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


class BadApp(Forbidden):
    """The app shows no key, a wrong one, or is not one of the site's bundles."""

    default_code = "site_app"


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


class PreChatNeeded(Invalid):
    """The site asks something before the first message, and it cannot be skipped."""

    default_code = "pre_chat_needed"


class FeatureOff(Forbidden):
    """The site has switched this off."""

    default_code = "feature_off"


class AccountNotFound(NotFound):
    default_code = "channel_account_not_found"


class AccountExists(Conflict):
    """Another account of the kind has this key."""

    default_code = "channel_account_exists"


class AccountUnfit(Invalid):
    """Not filled in as its kind of channel demands."""

    default_code = "channel_account_unfit"


class TooManyTests(TooMany):
    """More test messages than an account sends within an hour."""

    default_code = "too_many_test_messages"


class ChannelUnknown(NotFound):
    """No adapter for this kind of channel is installed."""

    default_code = "channel_unknown"


class IncomingUnfit(Invalid):
    """A foreign event beyond what is kept."""

    default_code = "incoming_unfit"


class PartNotFound(NotFound):
    default_code = "channel_part_not_found"


class PartNotStuck(Conflict):
    """It is on its way or was sent: nothing to send again."""

    default_code = "channel_part_not_stuck"


class EventNotFound(NotFound):
    default_code = "channel_event_not_found"


class EventNotHeld(Conflict):
    """It waits or was settled: nothing to take in again."""

    default_code = "channel_event_not_held"


class TemplateNotFound(NotFound):
    default_code = "template_not_found"


class TemplateExists(Conflict):
    """Another template of the account has this key in this language."""

    default_code = "template_exists"


class TemplatesUnsupported(Invalid):
    """This kind of channel has no templates."""

    default_code = "templates_unsupported"


class TemplateUnfit(Invalid):
    """It is not as the channel demands, or its values are not; the fields say what."""

    default_code = "template_unfit"


class TemplateOff(Conflict):
    """It was switched off, or is another account's."""

    default_code = "template_off"


class FiguresChanged(Conflict):
    """The ledger says something else than was shown."""

    default_code = "template_figures_changed"


class FiguresMissing(Conflict):
    """The ledger has nothing to fill a field with."""

    default_code = "template_figures_missing"


class FiguresAway(Unavailable):
    """The ledger does not answer: no figures, no message."""

    default_code = "template_figures_away"


class ReplyClosed(Conflict):
    """Nothing, or nothing but templates, may be written now; `extra` says why, since when, and what may."""

    default_code = "reply_closed"


class MarketingRefused(Conflict):
    """The customer has not agreed to marketing."""

    default_code = "marketing_refused"


class MarketingLater(Conflict):
    """Quiet hours; `extra` says until when."""

    default_code = "marketing_later"
