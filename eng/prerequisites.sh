#!/usr/bin/env bash
# Installs what the checks need and the machine lacks, where that is Debian or alike and this is root or may use sudo.
set -euo pipefail

missing=()
command -v python3 >/dev/null && python3 -c 'import sqlite3' 2>/dev/null || missing+=(python3)
command -v timeout >/dev/null || missing+=(coreutils)
if [[ $(uname -s) == Linux ]] && ! ls /lib*/libsqlite3.so.0 /usr/lib*/libsqlite3.so.0 /lib/*/libsqlite3.so.0 /usr/lib/*/libsqlite3.so.0 >/dev/null 2>&1; then
    missing+=(libsqlite3-0)
fi
command -v dotnet >/dev/null || missing+=(dotnet-sdk-10.0)
# The report's charting library comes from npm; a test looks at the report in Chromium, which draws no text without fonts.
command -v npm >/dev/null || missing+=(nodejs npm)
command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || missing+=(chromium fonts-dejavu-core)

if (( ${#missing[@]} > 0 )); then
    echo "Missing: ${missing[*]}"
    sudo=()
    if (( EUID != 0 )); then sudo=(sudo -n); fi
    if ! command -v apt-get >/dev/null || { (( EUID != 0 )) && ! sudo -n true; }; then
        echo "Install these packages, or what your system calls them, and run the checks again."
        exit 1
    fi

    # The list of packages is fetched once, and only if it is not there yet.
    "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${missing[@]}" || {
        "${sudo[@]}" apt-get update
        "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${missing[@]}"
    }
fi

dotnet --version
python3 --version
