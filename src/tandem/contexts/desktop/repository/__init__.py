"""Read models over contexts below, and canned replies."""
