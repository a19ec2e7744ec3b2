"""The officers' pages of the trainings, beside those of the applications: requests for seats, and sessions."""
