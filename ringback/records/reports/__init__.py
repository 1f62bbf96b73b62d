"""What has been done in a period, read from what the other parts have written down; it writes nothing."""
