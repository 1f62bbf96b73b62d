"""Ways to write to somebody. A channel knows a wire and no tables."""
