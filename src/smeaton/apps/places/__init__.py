"""Places, their programmes and the departments in them."""
