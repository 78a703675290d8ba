#!/bin/sh
# Launches the compiler for a precompiled header. Beside x.pch it writes x.pch.sum, the hash of what was compiled: ccache
# (CCACHE_PCH_EXTSUM) compares that instead of x.pch, which names its folder and so differs between two checkouts.
set -eu
"$@"
previous=
for argument in "$@"; do
    [ "$previous" != -o ] || output=$argument
    [ "$previous" != -c ] || source=$argument
    previous=$argument
done
case $output in
    *.pch) ;;
    *) exit 0 ;;
esac
# The same command, but preprocessing to standard output: no object, no list of dependencies.
for argument in "$@"; do
    shift
    case $argument in
        -MD|-c) ;;
        -MT|-MF|-o) skip=yes ;;
        *) if [ "${skip:-no}" = no ]; then set -- "$@" "$argument"; fi; skip=no ;;
    esac
done
"$@" -E -P -dD -o - | sha256sum | cut -c1-64 >"$output.sum"
