"""Setting up by pages."""
