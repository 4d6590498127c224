"""Simulators: the far ends of channels, for tests and for the demo. They know nothing of the product."""
