"""Going on in another channel: what a button says, and whether it may be."""

from uuid import UUID

TEXT_VERSION = 1
"""Of the question in locales (conversations.continue_*): raise it with every change of the words."""
_BUTTON = "continue:"


def button(continuation_id: UUID, agreed: bool) -> str:
    """The id of the choice that agrees, or declines."""
    return f"{_BUTTON}{'yes' if agreed else 'no'}:{continuation_id}"


def pressed(choice_id: str | None) -> tuple[UUID, bool] | None:
    """Which continuation a choice answers, and whether it agrees; None for any other choice."""
    if choice_id is None or not choice_id.startswith(_BUTTON):
        return None
    said, _, id_ = choice_id.removeprefix(_BUTTON).partition(":")
    try:
        return UUID(id_), said == "yes"
    except ValueError:
        return None


def why_not(
    *, status: str, here: tuple[str, str], there: tuple[str, str], open_there: bool, same_person: bool
) -> str | None:
    """Why a conversation cannot go on there, as a code; None when it can. `here`, `there`: channel and account."""
    if status == "resolved":
        return "wrong_state"
    if here == there:
        return "already_there"
    if not same_person:
        return "another_person"
    return "open_there" if open_there else None
