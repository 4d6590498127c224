"""Why `tandem up` gives up, in words for the person who typed it."""


class CannotStart(Exception):
    """The product cannot be started; the text says why and what to do."""
