"""Notices: messages to people, written with the fact they tell and delivered later."""
