"""Push: a device is told that something waits, when no socket took it."""
