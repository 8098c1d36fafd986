"""Every address as every role, over their own, a neighbour's and a stranger's."""
