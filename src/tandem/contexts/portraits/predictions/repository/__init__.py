"""SQL of predictions."""
