"""What can go wrong in the knowledge base; texts in locales/*/knowledge.json."""

from tandem.kit.errors import Conflict, Forbidden, Invalid, NotFound


class EntryNotFound(NotFound):
    default_code = "entry_not_found"


class VersionNotFound(NotFound):
    default_code = "version_not_found"


class CategoryUnknown(Invalid):
    default_code = "category_unknown"

    def __init__(self) -> None:
        super().__init__(fields=[("category_id", "unknown")])


class CategoryNotFound(NotFound):
    default_code = "category_not_found"


class VersionConflict(Conflict):
    """Somebody saved in between."""

    default_code = "version_conflict"

    def __init__(self, latest: int) -> None:
        super().__init__(extra={"latest_version": latest})


class WrongStep(Conflict):
    """The version is not in the state that this step starts from."""

    default_code = "wrong_step"


class OwnWork(Forbidden):
    """Nobody approves their own work."""

    default_code = "own_work"


class ContentInvalid(Invalid):
    default_code = "content_invalid"


class KeyTaken(Conflict):
    default_code = "key_taken"
