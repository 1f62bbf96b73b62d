"""Ways to ring somebody. A line knows a wire and our event names, and no table."""
