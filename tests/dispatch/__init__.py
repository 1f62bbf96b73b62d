"""Stories about the dispatcher: on virtual time with tables in memory, and on the real database."""
