"""What is printed: the ticket as data, and its layout as a pure function."""
