"""The app's entry: `streamlit run dashboard/app.py`."""

import sys
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

# streamlit puts this script's own folder on the path, not the one above it.
sys.path.insert(0, str(Path(__file__).parents[1]))

from dashboard.doors import Doors

app = st.App(Path(__file__).with_name("script.py"), middleware=[Middleware(Doors)])
