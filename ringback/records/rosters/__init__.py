"""Who is to be at work when: shifts by day, agent and site, in the site's own zone."""
