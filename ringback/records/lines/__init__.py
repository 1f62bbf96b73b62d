"""Whether each line can ring now, as the dispatcher found it last."""
