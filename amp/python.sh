# Sourced by run and test, which set $here: finds Python 3.11+ and prepares .venv with the named requirements.

stop() {
    echo "Fehler: $1" >&2
    exit 1
}

prepare() {
    python=
    old=
    incomplete=
    for candidate in python3 python3.14 python3.13 python3.12 python3.11; do
        command -v "$candidate" >/dev/null 2>&1 || continue
        if ! "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            old=$("$candidate" --version 2>/dev/null || echo "$old")
        elif ! "$candidate" -P -c 'import ensurepip, venv' 2>/dev/null; then
            incomplete=${incomplete:-$candidate}
        else
            python=$candidate
            break
        fi
    done
    if [ -z "$python" ]; then
        [ -z "$incomplete" ] || stop "Dem Python ($incomplete) fehlt das Modul venv. Installieren Sie es, unter Debian und Ubuntu mit: apt install python3-venv"
        stop "Python 3.11 oder neuer fehlt${old:+ (gefunden: $old)}. Installieren Sie es, unter Debian und Ubuntu mit: apt install python3 python3-venv"
    fi
    export PYTHONPATH="$here"
    "$python" -P -m amp.installation "$here" "$1" || exit 1
}
