#!/usr/bin/env bash
# Repeats the fault rig for MINUTES (30 where none are given), each round with a fresh seed, which is printed, and stops at the first
# violation with the line that replays it. The exit status is 0 only if there was none. What follows MINUTES goes to the test
# runner: eng/torture.sh 10 -class "*ChaosTests".
#   LOCKKEEPER_SEED              runs one round with this seed
#   LOCKKEEPER_TORTURE_SECONDS   how long a test goes on that may go on for any time; the others repeat in proportion (20)
#   LOCKKEEPER_SQLITE            the SQLite library to use, instead of the bundled and the system's in turn
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
minutes=${1:-30}
if (( $# > 0 )); then shift; fi
seconds=${LOCKKEEPER_TORTURE_SECONDS:-20}

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 MSBUILDDISABLENODEREUSE=1
dotnet build tests/Lockkeeper.Faults -c Release || exit

libraries=("")
if python3 -c 'import ctypes; ctypes.CDLL("libsqlite3.so.0")' 2>/dev/null; then libraries+=(libsqlite3.so.0); fi
if [[ -v LOCKKEEPER_SQLITE ]]; then libraries=("$LOCKKEEPER_SQLITE"); fi

end=$((SECONDS + minutes * 60))
rounds=0
while (( SECONDS < end )); do
    seed=${LOCKKEEPER_SEED:-$((RANDOM << 15 | RANDOM))}
    library=${libraries[rounds % ${#libraries[@]}]}
    replay="LOCKKEEPER_SEED=$seed LOCKKEEPER_TORTURE_SECONDS=$seconds LOCKKEEPER_SQLITE=$library"
    printf '\nRound %d, %d of %d minutes: %s\n' $((rounds + 1)) $((SECONDS / 60)) "$minutes" "$replay"
    if ! env LOCKKEEPER_SEED="$seed" LOCKKEEPER_TORTURE_SECONDS="$seconds" LOCKKEEPER_SQLITE="$library" \
        dotnet artifacts/bin/Lockkeeper.Faults/release/Lockkeeper.Faults.dll -noColor -noLogo -stopOnFail "$@"; then
        printf '\nViolation. Replay it with:\n%s eng/torture.sh 1 %s\n' "$replay" "${*@Q}"
        exit 1
    fi
    rounds=$((rounds + 1))
    if [[ -n ${LOCKKEEPER_SEED:-} ]]; then break; fi
done
printf '\n%d rounds without a violation.\n' "$rounds"
