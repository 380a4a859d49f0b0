#!/usr/bin/env python3
"""suggest.py LOG POLICY_DIR: what the profiles lack, as a diff; every question is answered by its
best candidate. An embedder would ask somebody."""

import sys

import profgen


def main(log, policy_dir):
    evidence = profgen.Evidence()
    evidence.add_files([log])
    session = profgen.Session(evidence, profgen.Policy.load(policy_dir))
    while (question := session.question) is not None:
        print(f"question: {question.profile}: {question.subject}")
        if question.candidates:
            session.allow(0)
        else:
            session.skip("no candidate")
    for change in session.outcome().changes:
        print(change.diff, end="")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
