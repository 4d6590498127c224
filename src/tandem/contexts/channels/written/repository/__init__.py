"""All SQL of written channels."""
