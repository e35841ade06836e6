"""How well a model does on people it has not seen, and what it has to beat."""
