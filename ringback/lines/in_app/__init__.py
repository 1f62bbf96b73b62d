"""The line to a page of ours: the ring is a committed row, the wire is the browser's own sound."""
