"""What a paper in Chinese needs, by topic; the rest is English."""
