"""The marketplace sites that the desk serves, their hours, languages and issue types."""
