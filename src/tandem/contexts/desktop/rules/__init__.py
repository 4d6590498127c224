"""Pure decisions of the desktop."""
