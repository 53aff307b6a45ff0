#include <arpa/inet.h>
#include <fstream>
#include <iostream>
#include <string>
#include <sys/socket.h>

int main() {
    std::string canary, line;
    int port;
    bool filtered = false;
    std::cin >> canary >> port;
    std::cout << "leaks:";
    if (std::ifstream(canary))
        std::cout << " file";
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int channel = socket(AF_INET, SOCK_STREAM, 0);
    if (channel >= 0 && connect(channel, reinterpret_cast<sockaddr *>(&to), sizeof to) == 0)
        std::cout << " network";
    for (std::ifstream status("/proc/self/status"); std::getline(status, line);)
        filtered = filtered || line == "Seccomp:\t2";
    std::cout << (filtered ? "" : " seccomp") << std::endl;
}
