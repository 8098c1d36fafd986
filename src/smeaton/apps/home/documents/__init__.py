"""What the pages of home are made of besides words: charts, and the copy of a record to take away."""
