"""Two versions side by side on the fixed test set, and in front of customers."""
