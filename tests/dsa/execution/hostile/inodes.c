// expect: MLE
// cpu: 5
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>
int main(void) {
    char name[64];
    for (int i = 0;; i++) {
        snprintf(name, sizeof name, "/tmp/%d", i);
        close(open(name, O_CREAT | O_WRONLY, 0600));
    }
}
