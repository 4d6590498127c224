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


class BoundToAnother(Conflict):
    """The customer is proven to be another borrower: on a shared computer somebody else begins a session anew."""

    default_code = "bound_to_another"


class NotVouchedFor(Conflict):
    """No agent has vouched for this customer, or it was taken back before."""

    default_code = "not_vouched_for"


class SamePerson(Conflict):
    """The two are one person already."""

    default_code = "same_person"


class TwoProven(Forbidden):
    """Both are proven to be somebody: to say that they are one takes a supervisor."""

    default_code = "two_proven"

    def __init__(self) -> None:
        super().__init__(extra={"permission": "customers.merge_proven"})


class MergeNotFound(NotFound):
    default_code = "merge_not_found"


class MergeUndone(Conflict):
    default_code = "merge_undone"


class PersonalNotFound(NotFound):
    """Nothing of this kind is kept of the customer."""

    default_code = "personal_not_found"


class CustomerRestricted(Forbidden):
    """The data may only be stored."""

    default_code = "customer_restricted"


class RestrictionNotFound(NotFound):
    """There is none, or it was lifted before."""

    default_code = "restriction_not_found"


class AlreadyErased(Conflict):
    """Nothing is left of this customer but what the law keeps."""

    default_code = "customer_erased"


class PrivacyRequestNotFound(NotFound):
    default_code = "privacy_request_not_found"
