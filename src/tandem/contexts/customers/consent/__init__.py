"""What customers consented to, by purpose, and how they want to be reached."""
