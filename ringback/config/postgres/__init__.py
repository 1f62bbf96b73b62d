"""Django's PostgreSQL, which learns without a question whether a connection that was kept is still there."""
