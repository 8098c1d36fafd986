"""Pages about people: who is in, inviting, joining, ending, staff lists, seeing as others do."""
