"""Cases: one issue of one seller, with its evidence and messages."""
