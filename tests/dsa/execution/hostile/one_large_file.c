// expect: RTE
#include <fcntl.h>
#include <unistd.h>
static char block[1 << 16];
int main(void) {
    int file = open("/work/large", O_CREAT | O_WRONLY, 0600);
    for (long i = 0; i < 4096; i++) if (write(file, block, sizeof block) < 0) return 1;
    return 0;
}
// memory: 300000
