"""Policy as data: facts in, a dated rulebook's verdict with its reasons out."""
