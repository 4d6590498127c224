"""What can go wrong with customers; texts in locales/*/customers.json."""

from datetime import datetime

from tandem.kit.errors import Conflict, Forbidden, NotFound


class CustomerNotFound(NotFound):
    default_code = "customer_not_found"


class CustomerIsBlocked(Forbidden):
    """The customer may not write for now. `until` (None: for good) goes into the problem document; the text
    says where complaints are taken all the same."""

    default_code = "customer_blocked"

    def __init__(self, until: datetime | None) -> None:
        super().__init__(extra={"until": until.isoformat().replace("+00:00", "Z") if until else None})
        self.until = until


class AlreadyBlocked(Conflict):
    default_code = "already_blocked"


class BlockNotFound(NotFound):
    default_code = "block_not_found"


class BlockOver(Conflict):
    """It was lifted before, or has run out."""

    default_code = "block_over"
