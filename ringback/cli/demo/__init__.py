"""The demo's people: who they are, and how they act through the same pages as everybody."""
