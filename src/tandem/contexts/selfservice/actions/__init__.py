"""What self-service does, one capability a file."""
