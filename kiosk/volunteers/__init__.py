"""Who helps at this terminal: badges, PINs, what each may do, and the trail of what was done."""
