package main

import (
	"fmt"
	"net"
	"os"
	"strings"
)

func main() {
	var canary, port string
	fmt.Scan(&canary, &port)
	leaks := "leaks:"
	if _, err := os.Stat(canary); err == nil {
		leaks += " file"
	}
	if channel, err := net.Dial("tcp", "127.0.0.1:"+port); err == nil {
		channel.Close()
		leaks += " network"
	}
	status, _ := os.ReadFile("/proc/self/status")
	if !strings.Contains(string(status), "\nSeccomp:\t2\n") {
		leaks += " seccomp"
	}
	fmt.Println(leaks)
}
