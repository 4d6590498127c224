"""Pure decisions about written channels."""
