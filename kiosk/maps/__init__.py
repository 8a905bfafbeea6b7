"""The town on a map: the tiles of a file that the operator supplies, else a drawing of its villages."""
