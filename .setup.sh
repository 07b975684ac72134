# Sourced by ./play and ./check: makes .venv hold exactly what requirements.lock names, then puts it first on PATH.
# A second run with an unchanged lock costs a hash comparison.
UV_VERSION=0.13.9
export UV_PYTHON_DOWNLOADS=never UV_NO_PROGRESS=1 UV_LINK_MODE=copy

set_up() {
    local stamp wanted python
    stamp=.venv/.lock-stamp
    wanted=$(cat requirements.lock pyproject.toml .setup.sh | sha256sum)
    if [ "$(cat "$stamp" 2>/dev/null)" != "$wanted" ]; then
        python=$(command -v python3) || { echo "python3 (3.11 or newer) is missing: apt-get install python3 python3-venv" >&2; return 1; }
        "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; $python is $("$python" -V 2>&1)" >&2; return 1; }
        echo "Setting up (once, a minute at most) ..." >&2
        if [ ! -x .tools/bin/uv ] || [ "$(.tools/bin/uv --version | cut -d' ' -f2)" != "$UV_VERSION" ]; then
            "$python" -m venv .tools || { echo "the venv module is missing: apt-get install python3-venv" >&2; return 1; }
            .tools/bin/pip install -q --disable-pip-version-check "uv==$UV_VERSION" 2>/dev/null || .tools/bin/pip install "uv==$UV_VERSION" || return 1
        fi
        .tools/bin/uv venv -q --allow-existing --python "$python" .venv &&
            .tools/bin/uv pip sync -q --python .venv/bin/python --require-hashes requirements.lock &&
            .tools/bin/uv pip install -q --python .venv/bin/python --no-deps -e . || return 1
        echo "$wanted" >"$stamp"
    fi
    PATH=$PWD/.venv/bin:$PATH
}
