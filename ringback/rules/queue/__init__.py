"""The queue law, the same law run ahead, and the promise that is read from it."""
