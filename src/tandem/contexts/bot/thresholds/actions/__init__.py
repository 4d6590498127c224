"""Fitting thresholds, putting them in force."""
