"""Reads what people edit: plans, rules, registers, templates. Whatever is wrong is told at once."""
