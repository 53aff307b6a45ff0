// expect: MLE
// Space that no name leads to any more.
#include <fcntl.h>
#include <string.h>
#include <unistd.h>
static char block[1 << 20];
int main(void) {
    memset(block, 1, sizeof block);
    for (int i = 0; i < 100; i++) {
        int file = open("/work/x", O_CREAT | O_RDWR, 0600);
        unlink("/work/x");
        for (int j = 0; j < 4; j++) if (write(file, block, sizeof block) < 0) pause();
    }
    pause();
}
