"""Pure decisions of self-service."""
