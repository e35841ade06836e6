"""People who share passes of the model, where it lies on an accelerator."""
