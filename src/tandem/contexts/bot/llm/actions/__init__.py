"""One capability each."""
