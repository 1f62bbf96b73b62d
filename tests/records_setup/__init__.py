"""Setting up: saved with its history, undone, refused."""
