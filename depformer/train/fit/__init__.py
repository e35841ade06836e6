"""One fit of a network to people: its first weights, augmentation, loss, optimiser and end."""
