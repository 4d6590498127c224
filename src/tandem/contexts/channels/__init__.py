"""The channels by which customers reach us: today the web chat."""
