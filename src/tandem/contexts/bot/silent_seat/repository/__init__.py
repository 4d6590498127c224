"""SQL of the silent seat."""
