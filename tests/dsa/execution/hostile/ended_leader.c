// expect: MLE
// The first thread ends; the process lives on in another one, and shows no memory where one usually looks.
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
static void *work(void *nothing) {
    usleep(20000);
    for (int i = 0; i < 300; i++) {
        memset(malloc(1 << 20), 1, 1 << 20);
        usleep(1000);
    }
    puts("ESCAPED");
    exit(0);
    return nothing;
}
int main(void) {
    pthread_t thread;
    pthread_create(&thread, 0, work, 0);
    pthread_exit(0);
}
