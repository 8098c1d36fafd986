"""Forms about people: inviting, ending, uploading a list."""
