"""Pure: which rule fired."""
