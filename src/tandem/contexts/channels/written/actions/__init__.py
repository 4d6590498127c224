"""What written channels do, one capability a file."""
