"""What can be done with devices and pushes, one capability a file."""
