"""What both hosts share."""
