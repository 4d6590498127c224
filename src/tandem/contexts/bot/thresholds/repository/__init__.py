"""SQL of thresholds."""
