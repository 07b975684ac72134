"""The SQL of the migrations, as each was released; never edited after."""
