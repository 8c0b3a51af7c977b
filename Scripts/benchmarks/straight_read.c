/* Preloaded before umockdev's own library: a pretend device's node is opened and asked as umockdev has it,
 * but read straight from the named pipe STRAIGHT_PIPE, by one system call. umockdev's own devices are
 * pseudo-terminals, whose bytes a worker of the kernel carries over when it gets a processor, and
 * umockdev asks its bed about every read, in two round trips and a sleep: both are longer than all that
 * is to be measured. A pipe wakes its reader from the writer's call, as the kernel's evdev does.
 * Also takes CLOCK_MONOTONIC for the events' clock, as every kernel does: the bed stamps them with it. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/input.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

typedef int (*opener)(const char *, int, ...);

/* The number stays the one that umockdev knows: it answers the device's ioctls by it. */
static int straight(const char *path, int descriptor) {
    const char *pipe = getenv("STRAIGHT_PIPE");
    if (descriptor < 0 || !pipe || strncmp(path, "/dev/input/event", 16) != 0) return descriptor;
    int end = syscall(SYS_openat, AT_FDCWD, pipe, O_RDONLY | O_NONBLOCK | O_CLOEXEC, 0);
    if (end < 0) return descriptor;
    syscall(SYS_dup3, end, descriptor, O_CLOEXEC);
    syscall(SYS_close, end);
    return descriptor;
}

int open(const char *path, int flags, ...) {
    va_list rest;
    va_start(rest, flags);
    int mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, int) : 0;
    va_end(rest);
    static opener next;
    if (!next) next = (opener)dlsym(RTLD_NEXT, "open");
    return straight(path, next(path, flags, mode));
}

int open64(const char *path, int flags, ...) {
    va_list rest;
    va_start(rest, flags);
    int mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, int) : 0;
    va_end(rest);
    static opener next;
    if (!next) next = (opener)dlsym(RTLD_NEXT, "open64");
    return straight(path, next(path, flags, mode));
}

ssize_t read(int descriptor, void *buffer, size_t size) {
    return syscall(SYS_read, descriptor, buffer, size);
}

int ioctl(int descriptor, unsigned long request, ...) {
    va_list rest;
    va_start(rest, request);
    void *argument = va_arg(rest, void *);
    va_end(rest);
    if (request == EVIOCSCLOCKID) return 0;
    static int (*next)(int, unsigned long, ...);
    if (!next) next = (int (*)(int, unsigned long, ...))dlsym(RTLD_NEXT, "ioctl");
    int result = next(descriptor, request, argument);
    /* umockdev knows the questions of libevdev with the lengths that it asks for. To others the device
     * has no name and no axes: what is sent is not asked. */
    int asks = _IOC_TYPE(request) == 'E' && _IOC_DIR(request) == _IOC_READ;
    return result < 0 && errno == ENOENT && asks ? 0 : result;
}
