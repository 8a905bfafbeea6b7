"""Open Klant 2 (klantinteracties): what visitors ask and tell, with whom to call back and a task for staff."""
