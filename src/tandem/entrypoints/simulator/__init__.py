"""The process that simulates the far ends of channels for the demo."""
