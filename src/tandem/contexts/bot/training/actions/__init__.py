"""What trainers do, one capability a module."""
