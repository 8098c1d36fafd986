"""Smeaton runs place-based professional-development programmes for teachers."""
