"""People: the account that logs in, the person behind it, and what that person consented to."""
