# Counting of checks and tests, for test.sh. To be sourced.

passed=0
failed=0
logs=artifacts/logs
rm -rf "$logs"
mkdir -p "$logs"

note() { printf '  note  %s\n' "$1"; }

# check NAME COMMAND...: runs the command and counts it as one.
check() {
    local name=$1 log status start=$SECONDS
    shift
    log="$logs/${name//[^a-zA-Z0-9]/-}.log"
    "$@" >"$log" 2>&1 </dev/null
    status=$?
    if (( status == 0 )); then
        passed=$((passed + 1))
        printf '  ok    %s (%d s)\n' "$name" $((SECONDS - start))
    else
        failed=$((failed + 1))
        printf '  FAIL  %s (%d s, exit status %d); the end of %s:\n' "$name" $((SECONDS - start)) "$status" "$log"
        tail -n 40 "$log" | sed 's/^/        /'
    fi
    return "$status"
}

# run_tests NAME ASSEMBLY ARGUMENT...: runs tests and counts each. A run that does not end is killed, and the tests that did not
# end have failed.
run_tests() {
    local name=$1 assembly=$2 log report counts good bad skipped status start=$SECONDS
    shift 2
    log="$logs/${name//[^a-zA-Z0-9]/-}.log"
    report="$log.xml"
    timeout --kill-after=10 300 dotnet "$assembly" -noColor -noLogo -reporter verbose -xml "$report" "$@" >"$log" 2>&1 </dev/null
    status=$?
    if ! counts=$(python3 eng/count_tests.py "$report" "$log" "$status"); then counts="0 1 0"; fi
    read -r good bad skipped <<<"$counts"
    passed=$((passed + good))
    failed=$((failed + bad))
    if (( bad == 0 )); then
        printf '  ok    %s: %d passed, %d skipped (%d s)\n' "$name" "$good" "$skipped" $((SECONDS - start))
    else
        printf '  FAIL  %s: %d passed, %d failed, %d skipped (%d s, exit status %d); see %s:\n' \
            "$name" "$good" "$bad" "$skipped" $((SECONDS - start)) "$status" "$log"
        grep -vE '\[(STARTING|FINISHED)\]' "$log" | head -n 150 | sed 's/^/        /'
    fi
}

# in_folder FOLDER COMMAND...: runs the command in a new folder.
in_folder() {
    local folder=$1
    shift
    mkdir -p "$folder" && (cd "$folder" && timeout --kill-after=10 60 "$@")
}

summary() { printf '%d passed, %d failed\n' "$passed" "$failed"; }
