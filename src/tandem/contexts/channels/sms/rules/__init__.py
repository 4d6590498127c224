"""Pure decisions about text messages."""
