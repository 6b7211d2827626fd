"""The tests of rankfold."""
