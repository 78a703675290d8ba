#!/bin/sh
# Launches the compiler for a precompiled header. Beside x.pch it writes x.pch.sum, the hash of what was compiled: ccache
# (CCACHE_PCH_EXTSUM) compares that instead of x.pch, which names its folder and so differs between two checkouts.
set -eu
"$@"
previous=
for argument in "$@"; do
    [ "$previous" != -o ] || output=$argument
    previous=$argument
done
case $output in
    *.pch) ;;
    *) exit 0 ;;
esac
# The same command, but preprocessing to standard output: no object, no list of dependencies.
skip=no
for argument in "$@"; do
    shift
    case $skip.$argument in
        yes.*) skip=no ;;
        no.-MD|no.-c) ;;
        no.-MT|no.-MF|no.-o) skip=yes ;;
        no.-emit-pch) set -- "$@" -fno-pch-timestamp ;; # after its -Xclang, any option without effect on text
        *) set -- "$@" "$argument" ;;
    esac
done
"$@" -E -P -dD -o - | sha256sum | cut -c1-64 >"$output.sum"
