"""The people behind the desk: who they are, what they may do, and their sign-in."""
