"""A file of standings: read from what spreadsheets write, each cell a fact of the policy language or a reason why it is none."""
