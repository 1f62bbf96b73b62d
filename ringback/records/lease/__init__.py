"""The one-holder lease of the dispatcher."""
