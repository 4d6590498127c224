"""Bodies and answers of the customers' staff endpoints."""

from tandem.contexts.customers.schemas.blocks import (
    BlockBody,
    BlockNote,
    BlockView,
    CustomerRef,
    LiftBody,
    LiftView,
    ListedBlock,
    block_view,
)
from tandem.contexts.customers.schemas.families import (
    FamilyView,
    IdentityView,
    MemberView,
    MergeBody,
    MergeView,
    SplitBody,
    family_view,
    merge_view,
)
from tandem.contexts.customers.schemas.personal import (
    FoundCustomer,
    PersonalView,
    UnmaskBody,
    UnmaskedView,
    found_view,
    personal_view,
)
from tandem.contexts.customers.schemas.privacy import (
    PrivacyBody,
    PrivacyView,
    RestrictionBody,
    RestrictionView,
    privacy_view,
    restriction_view,
)

__all__ = [
    "BlockBody",
    "BlockNote",
    "BlockView",
    "CustomerRef",
    "FamilyView",
    "FoundCustomer",
    "IdentityView",
    "LiftBody",
    "LiftView",
    "ListedBlock",
    "MemberView",
    "MergeBody",
    "MergeView",
    "PersonalView",
    "PrivacyBody",
    "PrivacyView",
    "RestrictionBody",
    "RestrictionView",
    "SplitBody",
    "UnmaskBody",
    "UnmaskedView",
    "block_view",
    "family_view",
    "found_view",
    "merge_view",
    "personal_view",
    "privacy_view",
    "restriction_view",
]
