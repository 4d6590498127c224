"""What can go wrong with loans; texts in locales/*/loans.json."""

from tandem.kit.errors import Conflict


class KeyReused(Conflict):
    """The key was used for another command already."""

    default_code = "loan_key_reused"
