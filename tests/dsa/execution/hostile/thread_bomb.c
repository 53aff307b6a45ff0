// expect: AC
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>
static void *wait_on(void *nothing) { pause(); return nothing; }
int main(void) {
    int count = 0;
    pthread_t thread;
    pthread_attr_t small;
    pthread_attr_init(&small);
    pthread_attr_setstacksize(&small, 64 * 1024);
    while (count < 5000 && pthread_create(&thread, &small, wait_on, NULL) == 0)
        count++;
    puts(count < 200 ? "contained" : "ESCAPED");
    fflush(stdout);
    _exit(0);
}
