// expect: AC
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
int main(void) {
    signal(SIGXFSZ, SIG_IGN);
    int file = open("/proc/self/fd/0", O_RDWR);
    int changed = write(0, "x", 1) > 0 || ftruncate(0, 0) == 0 || (file >= 0 && write(file, "x", 1) > 0) ||
                  mmap(0, 1, PROT_READ | PROT_WRITE, MAP_SHARED, 0, 0) != MAP_FAILED ||
                  (file >= 0 && ftruncate(file, 1L << 40) == 0);
    puts(changed ? "ESCAPED" : "contained");
}
