"""A visitor's phone that says where it is, to the terminal that asked for it: for minutes, and then it is forgotten."""
