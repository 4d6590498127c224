"""All SQL of this context, one file a noun."""
