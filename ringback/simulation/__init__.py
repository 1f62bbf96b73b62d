"""The desk's rules on a virtual clock, and on what other centres have recorded."""
