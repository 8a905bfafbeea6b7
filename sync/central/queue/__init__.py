"""Who is waiting, whose turn it is, and who has been helped."""
