"""Portraits: what is known of customers as facts, and what follows from it: tags, segments, strategies."""
