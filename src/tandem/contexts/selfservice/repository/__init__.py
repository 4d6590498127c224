"""All SQL of self-service."""
