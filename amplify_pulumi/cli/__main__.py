"""`python -m amplify_pulumi.cli`: the command line where its script is not on the path."""

from amplify_pulumi.cli import main

main()
