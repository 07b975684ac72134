"""Look before a release whether letters can leave and answers can arrive."""
