"""Which pages are open right now, as the hub last saw them."""
