"""What can go wrong in conversations; texts in locales/*/conversations.json."""

from uuid import UUID

from tandem.kit.errors import Conflict, Forbidden, Invalid, NotFound


class ConversationNotFound(NotFound):
    default_code = "conversation_not_found"


class ConversationClosed(Conflict):
    default_code = "conversation_closed"


class AlreadyClaimed(Conflict):
    default_code = "already_claimed"

    def __init__(self, agent_id: UUID, name: str) -> None:
        super().__init__(params={"name": name}, extra={"agent": {"id": str(agent_id), "name": name}})


class CapacityFull(Conflict):
    default_code = "capacity_full"


class NotController(Conflict):
    """Somebody else (or the bot, for a bot's answer) holds the conversation."""

    default_code = "not_controller"


class NoSeat(Forbidden):
    """The person has no seat: only agents with a seat hold conversations."""

    default_code = "no_seat"


class OfferGone(Conflict):
    default_code = "offer_gone"


class WrongState(Conflict):
    default_code = "wrong_state"


class CannotGoOn(Conflict):
    """Not in this channel, or not now; the code says why."""

    default_code = "cannot_go_on"


class ContinuationGone(Conflict):
    """The link was used before, or is too old."""

    default_code = "continuation_gone"


class EmptyMessage(Invalid):
    default_code = "empty_message"


class MessageTooLong(Invalid):
    default_code = "message_too_long"


class AttachmentUnknown(Invalid):
    default_code = "attachment_unknown"


class DispositionNotFound(NotFound):
    default_code = "disposition_not_found"


class DispositionTooDeep(Invalid):
    """Wrap-up reasons have two levels: groups and what is in them."""

    default_code = "disposition_too_deep"


class LabelNotFound(NotFound):
    default_code = "label_not_found"
