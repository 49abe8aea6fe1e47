#!/bin/sh
# Collects the state of a container host or Kubernetes node into one tar.gz for offline analysis.
# It writes its output, a private staging directory and its own oom_score_adj, nothing else. See README.md and FORMAT.md.
# Assembled from collectors/src, where every function is explained.
#
# A child in uninterruptible sleep survives SIGKILL: commands run in the background, are polled and, if need be, left
# behind. Without free pids a failed fork ends most shells: stage 0 uses builtins only and the EXIT trap closes the
# archive. Tar wants the size first and staging lies in memory: content is staged in pieces of 1 MiB.
#
# shellcheck disable=SC2317 # most functions are called through "$@"
# shellcheck disable=SC1007 # a= b= empties two variables
# shellcheck disable=SC2059 # formats in variables are the only way to print zero bytes
# shellcheck disable=SC2094 # fifos are opened at both ends
VERSION=0.1.0
