"""Tables of the customers context."""

from tandem.contexts.customers.consent import models as consent_models
from tandem.contexts.customers.models.block import customer_block_lift_table, customer_block_table
from tandem.contexts.customers.models.customer import customer_identity_table, customer_table
from tandem.contexts.customers.models.distinct import customer_distinct_table
from tandem.contexts.customers.models.merge import customer_merge_table
from tandem.contexts.customers.models.personal import customer_personal_table
from tandem.contexts.customers.models.privacy import customer_privacy_request_table
from tandem.contexts.customers.models.restriction import customer_restriction_table
from tandem.contexts.customers.models.unbinding import customer_unbinding_table

__all__ = [
    "consent_models",
    "customer_block_lift_table",
    "customer_block_table",
    "customer_distinct_table",
    "customer_identity_table",
    "customer_merge_table",
    "customer_personal_table",
    "customer_privacy_request_table",
    "customer_restriction_table",
    "customer_table",
    "customer_unbinding_table",
]
