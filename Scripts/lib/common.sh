# Sourced by the scripts of this folder. Sets `root` and goes there.
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cd "$root"

say() { printf '\033[1m%s\033[0m\n' "$*" >&2; }
die() { printf '%s\n' "$*" >&2; exit 1; }

# A stage that this machine cannot run: exits with 77, which Scripts/test shows and CI counts as failed.
cannot_run() { printf 'CANNOT RUN HERE: %s\n' "$*" >&2; exit 77; }

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

# need_packages NAME…: installs the Debian packages that are missing, and says so first.
need_packages() {
    local missing=() name
    for name in "$@"; do
        dpkg-query -W -f='${Status}' "$name" 2>/dev/null | grep -q 'install ok installed' || missing+=("$name")
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    say "Installing Debian packages: ${missing[*]}"
    command -v sudo >/dev/null || [ "$(id -u)" = 0 ] || die "Missing packages: ${missing[*]}. Install them as root with: apt-get install ${missing[*]}"
    # Stages may run side by side: one waits until the other has installed its own.
    local apt=(as_root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 -qq)
    # A list that is old or was never fetched does not know them: fetch it once and try again.
    "${apt[@]}" install -y --no-install-recommends "${missing[@]}" >/dev/null 2>&1 || {
        "${apt[@]}" update
        "${apt[@]}" install -y --no-install-recommends "${missing[@]}" >/dev/null
    }
}

# What every build needs. The first two are what the program stands on.
need_build_packages() {
    command -v swift >/dev/null || die "No Swift toolchain on PATH: install Swift 6.3 or newer from https://www.swift.org/install/linux/"
    need_packages libncursesw5-dev libevdev-dev libudev-dev libzmq3-dev libsodium-dev libzstd-dev liblz4-dev libdeflate-dev libturbojpeg0-dev pkg-config
}

# need_venv NAME PACKAGE…: a Python environment under .build/NAME that holds these PyPI packages; sets `venv`.
need_venv() {
    venv=$root/.build/$1; shift
    local stamp=$venv/.packages
    [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$*" ] && return 0
    need_packages python3-venv
    say "Installing Python packages into ${venv#"$root"/}: $*"
    [ -x "$venv/bin/python" ] || python3 -m venv "$venv"
    "$venv/bin/pip" install -q --disable-pip-version-check "$@"
    printf '%s' "$*" > "$stamp"
}

# Without optimisation across modules the coding of every message is generic code: a tick and an export take
# twice as long. As a setting of the package it would be an unsafe flag, which keeps others from its formats.
release=(-c release -Xswiftc -cross-module-optimization)

# swift build and test print their progress with carriage returns: keep what matters.
quiet_swift() {
    local log; log=$(mktemp)
    if "$@" > "$log" 2>&1; then
        tr '\r' '\n' < "$log" | grep -vE '^\[[0-9]+/[0-9]+\]|^$' | tail -n "${lines:-3}"; rm -f "$log"
    else
        local status=$?
        tr '\r' '\n' < "$log" | grep -vE '^\[[0-9]+/[0-9]+\]' | tail -n 120
        # What is wrong may stand far above the end.
        tr '\r' '\n' < "$log" | grep -E -A 3 'recorded an issue|error:' | head -n 60 || true; rm -f "$log"
        return $status
    fi
}
