"""What can be done with consents and preferences, one capability a file."""
