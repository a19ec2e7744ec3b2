"""The officers' review console: all of it works on Case."""
