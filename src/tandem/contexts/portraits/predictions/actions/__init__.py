"""What can be done about predictions, one verb a file."""
