"""Counts the tests of a run: prints passed, failed and skipped. Arguments: its XML report, its verbose log, its exit status."""
import re
import sys
import xml.etree.ElementTree as tree

report, log, status = sys.argv[1], sys.argv[2], int(sys.argv[3])
passed = failed = skipped = 0
try:
    for assembly in tree.parse(report).getroot().iter("assembly"):
        passed += int(assembly.get("passed"))
        # An error is a clean-up that threw: not a test, and not a success either.
        failed += int(assembly.get("failed")) + int(assembly.get("errors"))
        skipped += int(assembly.get("skipped"))
except (OSError, tree.ParseError):
    # The run was killed or died: the log says how far it came.
    ends = re.findall(r"^ +(.+) \[(STARTING|FINISHED|FAIL|SKIP)\]", open(log, encoding="utf-8").read(), re.MULTILINE)
    names = {end: {name for name, at in ends if at == end} for end in ("STARTING", "FINISHED", "FAIL", "SKIP")}
    unfinished = names["STARTING"] - names["FINISHED"]
    passed, failed, skipped = len(names["FINISHED"] - names["FAIL"] - names["SKIP"]), len(names["FAIL"] | unfinished), len(names["SKIP"])
    for name in sorted(unfinished):
        print(f"        did not end: {name}", file=sys.stderr)

# A run that finds no test, or ends badly though every test passed, is a failure of its own.
if failed == 0 and (status != 0 or passed == 0):
    failed = 1
print(passed, failed, skipped)
