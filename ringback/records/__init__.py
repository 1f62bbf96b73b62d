"""The Django app that owns every table, and the only code that writes them."""
