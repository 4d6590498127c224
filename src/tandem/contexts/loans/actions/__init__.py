"""What can be done with loans, one capability a file."""
