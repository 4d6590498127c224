"""What can be done: finding ways, offering one, following a link."""
