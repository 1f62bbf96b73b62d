"""Every change that somebody made by setting up: what, who, when, before and after; the database refuses to edit it."""
