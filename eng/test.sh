#!/usr/bin/env bash
# Runs every check, on a laptop and in CI, and prints as its last line "N passed, N failed": the tests of all runs, and each
# check of this script as one. The exit status is 0 only if nothing failed. Logs are kept in artifacts/logs.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source eng/checks.sh

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_CLI_UI_LANGUAGE=en
export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 # A bare machine has no ICU; nothing here needs it.
export MSBUILDDISABLENODEREUSE=1               # No processes stay behind.

configuration=release
bin=artifacts/bin
scratch=$(mktemp -d)
finish() {
    local status=$?
    rm -rf "$scratch"
    summary
    if (( failed > 0 )); then status=1; fi
    exit "$status"
}
trap finish EXIT
trap 'exit 130' INT TERM

check "prerequisites" bash eng/prerequisites.sh || exit
check "restore, as the lock files say" dotnet restore --locked-mode || exit
check "format" dotnet format --no-restore --verify-no-changes
check "build without warnings" dotnet build -c Release --no-restore -warnaserror || exit

run_tests "tests, bundled SQLite" "$bin/Lockkeeper.Tests/$configuration/Lockkeeper.Tests.dll"
if python3 -c 'import ctypes; ctypes.CDLL("libsqlite3.so.0")' 2>/dev/null; then
    # What does not depend on SQLite's version is not run twice.
    LOCKKEEPER_SQLITE=libsqlite3.so.0 run_tests "tests, the system's SQLite" "$bin/Lockkeeper.Tests/$configuration/Lockkeeper.Tests.dll" \
        -namespace- "Lockkeeper.Tests.Locking*" -namespace- "Lockkeeper.Tests.Docs*" -namespace- "Lockkeeper.Tests.Cli*"
else
    note "The system has no libsqlite3.so.0: the tests ran on the bundled SQLite only."
fi

# Prints its seed, and the line that replays a failure.
run_tests "faults" "$bin/Lockkeeper.Faults/$configuration/Lockkeeper.Faults.dll"

rm -rf artifacts/package
check "pack" dotnet pack -c Release --no-build -o artifacts/package
check "packages are complete" python3 eng/check_packages.py artifacts/package
check "the tool installs from its package and runs" bash eng/check-tool.sh artifacts/package "$scratch/tool"

check "the tool publishes as one file" dotnet publish src/Lockkeeper.Cli -c Release -r linux-x64 -o "$scratch/published" && {
    check "the published file runs" bash eng/check-published.sh "$scratch/published"
}

for sample in samples/*/; do
    name=$(basename "$sample")
    check "sample $name" in_folder "$scratch/$name" dotnet "$PWD/$bin/$name/$configuration/$name.dll"
done

stress() { python3 eng/check_stress.py "$bin/Lockkeeper.Cli/$configuration/lockkeeper" "$@"; }
check "stress, generated visits" stress --writes 20000 --processes 2 --workers 10
check "stress, topics" stress --workload topics --writes 20000 --processes 4 --workers 20
check "stress, builds" stress --workload builds --workers 40
check "stress, transfers" stress --workload transfers --writes 20000 --processes 4 --workers 20
check "stress, sync" stress --workload sync --writes 10000 --processes 4 --workers 20
check "stress, builds, Dapper" stress --workload builds --access dapper --writes 5000
check "stress, builds, EF Core" stress --workload builds --access efcore --writes 2000
check "stress, DuckDB, visits" stress --engine duckdb --processes 4 --workers 4 --writes 2000
check "stress, DuckDB, assets" stress --engine duckdb --workload assets --writes 10
log=../shared/data/apache_access.log
if [[ -f $log ]]; then
    check "stress, a real site's log, 4 x 20" stress --input "$log" --processes 4 --workers 20
    check "stress, a real site's log, 1 x 80" stress --input "$log" --processes 1 --workers 80
else
    note "There is no $log: stress ran on generated requests only."
fi
