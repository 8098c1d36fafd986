"""One Django app per stage of the work; data flows up, imports point down (see `.importlinter`)."""
