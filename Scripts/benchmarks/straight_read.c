/* Preloaded before umockdev's own library: what is written to a pretend device is read as from a
 * real node, by one system call. umockdev asks its bed about every read, in two round trips and a
 * sleep, which is longer than all that is to be measured. Also takes CLOCK_MONOTONIC for the events'
 * clock, as every kernel does: the bed stamps them with it, and umockdev would refuse. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <linux/input.h>
#include <stdarg.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

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
    return next(descriptor, request, argument);
}
