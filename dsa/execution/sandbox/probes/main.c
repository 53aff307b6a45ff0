#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

int main(void) {
    char canary[4096], line[256];
    int port, filtered = 0;
    if (scanf("%4095s %d", canary, &port) != 2)
        return 1;
    printf("leaks:");
    if (fopen(canary, "r") != NULL)
        printf(" file");
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int channel = socket(AF_INET, SOCK_STREAM, 0);
    if (channel >= 0 && connect(channel, (struct sockaddr *)&to, sizeof to) == 0)
        printf(" network");
    FILE *status = fopen("/proc/self/status", "r");
    while (status != NULL && fgets(line, sizeof line, status) != NULL)
        filtered |= strcmp(line, "Seccomp:\t2\n") == 0;
    puts(filtered ? "" : " seccomp");
    return 0;
}
