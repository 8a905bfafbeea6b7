"""JCC-Afspraken over its REST interface ("warp", version 1)."""
