"""Who they are: enterprises, their people and figures, their size and their projects."""
