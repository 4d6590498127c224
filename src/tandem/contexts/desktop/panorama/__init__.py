"""The 360 panel: all that is known of a customer on one screen."""
