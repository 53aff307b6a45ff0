read -r canary
read -r port
leaks="leaks:"
[[ -e $canary ]] && leaks+=" file"
(exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null && leaks+=" network"
grep -q $'^Seccomp:\t2$' /proc/self/status || leaks+=" seccomp"
echo "$leaks"
