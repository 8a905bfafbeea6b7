"""Lost and found: the law's terms, which found item may be whose, and what special items ask for."""
