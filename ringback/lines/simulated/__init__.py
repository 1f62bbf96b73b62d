"""A line to scripted people: the same steps and faults as a real one, in memory."""
