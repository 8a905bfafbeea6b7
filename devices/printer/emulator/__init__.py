"""A printer made of software: reads ESC/POS, has paper and a cover, and draws its tickets."""
