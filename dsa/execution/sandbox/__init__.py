"""The embedded backend: bubblewrap, seccomp, rlimits and cgroups around programs on this machine."""
