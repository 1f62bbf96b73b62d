"""Setting up, for supervisors: sites, issue types, people, rosters, targets; each change can be seen and undone."""
