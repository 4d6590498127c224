"""What agents do with a customer's loans from the panel: ask, and command by the journal."""
