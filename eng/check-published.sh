#!/usr/bin/env bash
# Runs the tool as it was published. Argument: the folder that it was published to.
set -euo pipefail
cd "$1"
[[ $(ls) == lockkeeper ]] || { echo "There is more here than one file:"; ls; exit 1; }
./lockkeeper --version
./lockkeeper stress --processes 2 --workers 2 --writes 200 check.db
./lockkeeper stress --engine duckdb --workload assets --writes 5 --rows 600
./lockkeeper who check.db
./lockkeeper sql --create check.duckdb "CREATE TABLE t AS SELECT 42 AS answer"
[[ $(./lockkeeper sql check.duckdb "FROM t" --csv) == $'answer\n42' ]]
[[ $(./lockkeeper sql check.db "SELECT count(*) > 0 AS found FROM sqlite_master" --csv) == $'found\n1' ]]
