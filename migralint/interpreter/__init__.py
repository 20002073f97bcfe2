"""Evaluating upgrade() and downgrade() over the replayed schema, without running them."""
