"""Plays customers' questions from a file through the public front door, and counts what became of them."""
