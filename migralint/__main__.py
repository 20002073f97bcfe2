"""`python -m migralint`."""

from migralint.cli import main

main(prog_name="migralint")
