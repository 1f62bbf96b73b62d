"""What a person decides against the run of things: each act with who did it and why, for the seller to read."""
