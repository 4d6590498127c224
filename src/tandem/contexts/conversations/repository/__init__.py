"""All SQL of the conversations context."""
