"""The app's entry: `streamlit run dashboard/app.py`."""

import sys
from pathlib import Path

# streamlit puts this script's own folder on the path, not the one above it.
sys.path.insert(0, str(Path(__file__).parents[1]))

from dashboard import frame

frame.show()
