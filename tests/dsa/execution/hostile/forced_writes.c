// expect: AC
// Writing to files that can only be read: through the process's own memory, and through pages that a pipe shares.
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
int main(void) {
    static const char *const files[] = {"/box/program", "/usr/bin/env", "/etc/passwd", "/proc/self/exe"};
    int changed = 0, memory = open("/proc/self/mem", O_RDWR);
    if (memory < 0) puts("no memory");
    for (int i = 0; i < 4; i++) {
        char before[16], after[16];
        static const char evil[16] = "#!/usr/bin/evil";
        int file = open(files[i], O_RDONLY), ends[2];
        if (file < 0 || pread(file, before, 16, 0) != 16) puts("no file");
        for (int kind = MAP_SHARED; kind <= MAP_PRIVATE; kind++) {
            char *mapped = mmap(0, 4096, PROT_READ, kind, file, 0);
            if (mapped == MAP_FAILED) puts("no mapping");
            if (pwrite(memory, evil, 16, (off_t)mapped) == 16 && kind == MAP_SHARED) changed |= 1 << i;
            if (mprotect(mapped, 4096, PROT_READ | PROT_WRITE) == 0 && kind == MAP_SHARED) changed |= 1 << i;
        }
        /* A pipe whose buffers were once ones that may be added to, and then share a page with a file. */
        if (pipe(ends) != 0) puts("no pipe");
        static char block[1 << 16];
        if (write(ends[1], block, sizeof block) != sizeof block || read(ends[0], block, sizeof block) != sizeof block)
            puts("no bytes");
        off64_t start = 0;
        if (splice(file, &start, ends[1], 0, 1, 0) != 1 || write(ends[1], evil, 16) != 16) puts("no splice");
        close(file);
        file = open(files[i], O_RDONLY);
        if (pread(file, after, 16, 0) != 16 || memcmp(before, after, 16) != 0) changed |= 16 << i;
    }
    if (changed) printf("ESCAPED %x\n", changed);
    else puts("contained");
}
