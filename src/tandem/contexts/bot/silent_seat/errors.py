"""What can go wrong at the silent seat; texts in locales/*/bot.json."""

from tandem.contexts.bot.silent_seat.draft import Draft, Person
from tandem.kit.errors import Conflict, NotFound


class DraftNotFound(NotFound):
    default_code = "draft_not_found"


class DraftGone(Conflict):
    """Somebody was faster, the time was over, or the conversation went elsewhere; `state` says which."""

    default_code = "draft_gone"

    def __init__(self, draft: Draft) -> None:
        # Still waiting on paper: the conversation went elsewhere a moment ago.
        state = "withdrawn" if draft.waiting else draft.state
        super().__init__(extra={"state": state, "by": draft.decided_by_name, "why": draft.decided_why})


class DraftHeld(Conflict):
    """Somebody else looks at it just now."""

    default_code = "draft_held"

    def __init__(self, holder: Person) -> None:
        super().__init__(
            params={"name": holder.name}, extra={"holder": {"id": str(holder.id), "name": holder.name}}
        )


class DraftOutdated(Conflict):
    """The knowledge entry was changed or retired after the draft was made."""

    default_code = "draft_outdated"


class SilentSeatOff(Conflict):
    default_code = "silent_seat_off"
