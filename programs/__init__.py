"""What a city offers its enterprises, and what came of it: programs, calls, enrollments, cases."""
