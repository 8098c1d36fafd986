"""Forms of home: signing in, and one's own record."""
