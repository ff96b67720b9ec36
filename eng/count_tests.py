"""Counts the tests of an xUnit report: prints passed, failed and skipped. Arguments: the report, the run's exit status."""
import sys
import xml.etree.ElementTree as tree

report, status = sys.argv[1], int(sys.argv[2])
passed = failed = skipped = 0
for assembly in tree.parse(report).getroot().iter("assembly"):
    passed += int(assembly.get("passed"))
    # An error is a clean-up that threw: not a test, and not a success either.
    failed += int(assembly.get("failed")) + int(assembly.get("errors"))
    skipped += int(assembly.get("skipped"))
if status != 0 and failed == 0 or passed == 0:
    failed += 1
print(passed, failed, skipped)
