"""The app's entry: `streamlit run dashboard/app.py`."""

import sys
from pathlib import Path

import streamlit as st
from starlette.formparsers import MultiPartParser
from starlette.middleware import Middleware

# streamlit puts this script's own folder on the path, not the one above it.
sys.path.insert(0, str(Path(__file__).parents[1]))

from dashboard import loading
from dashboard.doors import Doors

# A recording that is handed over stays in memory, where streamlit holds it anyway, until it is
# written into the study: the parser would leave it in the system's folder for temporary files.
MultiPartParser.spool_max_size = (st.get_option("server.maxUploadSize") + 1) * 2**20

loading.begin()
app = st.App(Path(__file__).with_name("script.py"), middleware=[Middleware(Doors)])
