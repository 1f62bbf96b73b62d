"""Stories about lines; `contract.py` is the one story that every line must play."""
