"""People who sign in, whichever side of the desk they sit on."""
