"""The demonstration place: public facts with their sources, and seeded synthetic people and answers."""
