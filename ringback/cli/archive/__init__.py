"""One file that holds a desk: its rows, the files of its cases, and the keys that belong to them."""
