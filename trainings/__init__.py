"""What is taught: courses, sessions and seats. The app is in its place on the floors; it holds nothing yet."""
