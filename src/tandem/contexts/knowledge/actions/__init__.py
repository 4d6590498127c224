"""What can be done with entries."""
