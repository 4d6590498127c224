"""What can go wrong with comparisons; texts in locales/*/bot.json."""

from tandem.kit.errors import Conflict


class TestSetEmpty(Conflict):
    """No example is held back for testing: there is nothing to compare on."""

    __test__ = False
    default_code = "test_set_empty"
