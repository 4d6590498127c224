"""What is done with timelines."""
