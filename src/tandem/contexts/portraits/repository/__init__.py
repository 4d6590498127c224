"""All SQL of the portraits context."""
