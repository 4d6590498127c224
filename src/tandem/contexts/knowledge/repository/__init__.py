"""All SQL of the knowledge base."""
