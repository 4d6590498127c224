"""What can be done with channels, one capability a file."""
