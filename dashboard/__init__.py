"""DEP-Former Explorer, the app: the only place that knows streamlit."""
