"""One file for each step; numbered, and never changed once released."""
