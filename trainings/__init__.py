"""What is taught: courses, sessions and seats."""
