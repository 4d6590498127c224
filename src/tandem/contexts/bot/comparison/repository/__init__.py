"""SQL of comparisons."""
