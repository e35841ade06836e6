"""A report of a run: one file that opens without a network, for co-authors and reviewers."""

from depformer.export.report.written import FORMATS, report_bytes, write_report

__all__ = ["FORMATS", "report_bytes", "write_report"]
