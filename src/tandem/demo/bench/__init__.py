"""Loads the public front door at a set rate and measures what people would feel."""
