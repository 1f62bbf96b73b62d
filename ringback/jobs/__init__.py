"""What the desk does beside calls: delivering notices."""
