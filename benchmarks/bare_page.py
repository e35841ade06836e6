"""A page with two charts and nothing else: what streamlit and plotly compute by themselves."""

import os

import plotly.graph_objects as go
import streamlit as st

N = int(os.environ.get("WORDS", "24"))
words = list(range(N))
values = [i % 7 - 3 for i in words]

bars = go.Figure([go.Bar(x=words, y=values), go.Bar(x=words, y=values[::-1])])
st.plotly_chart(bars, key="chart_bars", on_select="rerun", selection_mode="points")
forest = go.Scatter(x=values, y=words, mode="markers", error_x={"array": [1] * N})
st.plotly_chart(go.Figure(forest), key="chart_forest", on_select="rerun", selection_mode="points")
