"""What can be done with customers, one capability a file."""
