#!/usr/bin/env bash
# Installs the tool from its package and runs it. Arguments: the folder of packages, the folder to install into.
set -euo pipefail
packages=$(cd "$1" && pwd)

# The tool's package has all that it needs inside: no other source is asked.
config=$(mktemp -d)/nuget.config
cat >"$config" <<XML
<configuration><packageSources><clear /><add key="packages" value="$packages" /></packageSources></configuration>
XML
dotnet tool install Lockkeeper.Cli --configfile "$config" --no-http-cache --tool-path "$2"
"$2/lockkeeper" --help
"$2/lockkeeper" --version
"$2/lockkeeper" stress --processes 2 --workers 2 --writes 200
"$2/lockkeeper" sql --create "$2/check.duckdb" "CREATE TABLE t AS SELECT 42 AS answer"
"$2/lockkeeper" stress --engine duckdb --processes 2 --workers 2 --writes 100
