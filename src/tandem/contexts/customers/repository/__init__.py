"""All SQL of the customers context."""
