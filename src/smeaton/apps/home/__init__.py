"""Pages that cross stages: the place, a department, the visit brief."""
