"""What can be done with portraits, one capability a file."""
