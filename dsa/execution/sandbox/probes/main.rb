require "socket"

canary = gets.chomp
port = gets.to_i
leaks = ["leaks:"]
leaks << "file" if File.exist?(canary)
begin
  TCPSocket.new("127.0.0.1", port).close
  leaks << "network"
rescue SystemCallError
  # as it should be
end
leaks << "seccomp" unless File.readlines("/proc/self/status").include?("Seccomp:\t2\n")
puts leaks.join(" ")
