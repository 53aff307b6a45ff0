// expect: AC
// Access lists and extended attributes of files in memory are kernel memory that is in no account.
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>
#include <sys/xattr.h>
#include <unistd.h>
#define ENTRIES 8000
static struct {
    uint32_t version;
    struct { uint16_t tag, may; uint32_t id; } entry[ENTRIES];
} list = {.version = 2};
int main(void) {
    for (int i = 0; i < ENTRIES; i++) {
        list.entry[i].tag = i == 0 ? 0x01 : i < ENTRIES - 3 ? 0x02 : i == ENTRIES - 3 ? 0x04 : i == ENTRIES - 2 ? 0x10 : 0x20;
        list.entry[i].may = 6;
        list.entry[i].id = list.entry[i].tag == 0x02 ? getuid() : 0xffffffff;
    }
    long held = 0;
    char name[64];
    for (int i = 0; i < 500; i++) {
        snprintf(name, sizeof name, "/tmp/%d", i);
        int file = open(name, O_CREAT | O_WRONLY, 0600);
        if (setxattr(name, "system.posix_acl_access", &list, sizeof list, 0) == 0) held += sizeof list;
        if (lsetxattr(name, "user.a", &list, sizeof list, 0) == 0) held += sizeof list;
        if (fsetxattr(file, "user.b", &list, 100, 0) == 0) held += 100;
        close(file);
    }
    if (held) printf("ESCAPED %ld\n", held);
    else puts("contained");
}
