"""The practice problem: the editor and its runs before the clock, of which nothing is kept."""
