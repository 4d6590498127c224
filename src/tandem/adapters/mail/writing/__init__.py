"""Composing mail, signing it, handing it over."""
