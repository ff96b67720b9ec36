#!/usr/bin/env bash
# Runs every check, on a laptop and in CI.
set -euo pipefail
cd "$(dirname "$0")/.."
dotnet build -c Release
dotnet run -c Release --no-build --project tests/Lockkeeper.Tests
