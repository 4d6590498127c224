"""Pure decisions about commands on loans."""
