"""What can go wrong with customers; texts in locales/*/customers.json."""

from tandem.kit.errors import NotFound


class CustomerNotFound(NotFound):
    default_code = "customer_not_found"
