"""E-mail, for towns with none of the other systems: one message per record, to the mailbox of its kind."""
