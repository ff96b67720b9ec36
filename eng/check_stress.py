"""Runs lockkeeper stress with --json and checks its report. Arguments: the tool, then those of stress."""
import json
import subprocess
import sys

PROMISED = {"workload", "processes", "workers", "writes", "errors", "seconds", "writesPerSecond", "wait", "fairness", "verified"}

run = subprocess.run([sys.argv[1], "stress", "--json", *sys.argv[2:]], stdout=subprocess.PIPE, timeout=120, text=True)
print(run.stdout)
report = json.loads(run.stdout)
missing = (PROMISED - report.keys()) | ({"p50Ms", "p99Ms", "maxMs"} - report["wait"].keys())
if missing:
    sys.exit(f"The report lacks {sorted(missing)}.")
if run.returncode != 0 or report["verified"] is not True or report["errors"] != 0 or report["writes"] <= 0:
    sys.exit(f"Not verified, exit status {run.returncode}.")
