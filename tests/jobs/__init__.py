"""Jobs: what is delivered, and what the case says of it."""
