#define _GNU_SOURCE
#include "clinux.h"

#include <errno.h>
#include <linux/capability.h>
#include <pthread.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

static int64_t nanoseconds(clockid_t clock) {
    struct timespec t;
    clock_gettime(clock, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

int64_t reins_monotonic_ns(void) { return nanoseconds(CLOCK_MONOTONIC); }
int64_t reins_wall_ns(void) { return nanoseconds(CLOCK_REALTIME); }

void reins_sleep_until(int64_t at_ns) {
    struct timespec at = {.tv_sec = at_ns / 1000000000, .tv_nsec = at_ns % 1000000000};
    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &at, NULL) == EINTR) {
    }
}

int reins_timer_open(void) { return timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC); }

int reins_timer_arm(int descriptor, int64_t at_ns) {
    struct itimerspec spec = {0};
    spec.it_value.tv_sec = at_ns / 1000000000;
    spec.it_value.tv_nsec = at_ns % 1000000000;
    return timerfd_settime(descriptor, TFD_TIMER_ABSTIME, &spec, 0);
}

int reins_event_open(void) { return eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC); }

int reins_poll_until(struct pollfd *polled, unsigned count, int64_t at_ns) {
    if (at_ns == INT64_MAX) return ppoll(polled, count, 0, 0);
    int64_t now_ns = reins_monotonic_ns();
    int64_t left = at_ns > now_ns ? at_ns - now_ns : 0;
    struct timespec timeout = {.tv_sec = left / 1000000000, .tv_nsec = left % 1000000000};
    return ppoll(polled, count, &timeout, 0);
}

int reins_watch_open(int first, int second) {
    const int watched[2] = {first, second};
    int set = epoll_create1(EPOLL_CLOEXEC);
    for (int i = 0; set >= 0 && i < 2; i++) {
        struct epoll_event event = {.events = EPOLLIN};
        if (epoll_ctl(set, EPOLL_CTL_ADD, watched[i], &event) == 0) continue;
        int why = errno;
        close(set);
        errno = why;
        return -1;
    }
    return set;
}

/* Of the kernel's uapi; its header clashes with glibc's <sched.h>. */
struct attributes {
    uint32_t size, policy;
    uint64_t flags;
    int32_t nice;
    uint32_t priority;
    uint64_t runtime, deadline, period;
};

void reins_thread_priority(int nicer, uint64_t slice_ns) {
    struct attributes now = {.size = sizeof now};
    if (syscall(SYS_sched_getattr, 0, &now, sizeof now, 0) != 0) return;
    int32_t before = now.nice;
    now.nice = before + nicer < -20 ? -20 : before + nicer > 19 ? 19 : before + nicer;
    now.runtime = slice_ns;
    if (syscall(SYS_sched_setattr, 0, &now, 0) == 0) return;
    now.nice = before;
    (void)syscall(SYS_sched_setattr, 0, &now, 0);
}

void reins_thread_name(const char *name) { pthread_setname_np(pthread_self(), name); }

int reins_thread_real_time(int priority) {
    struct sched_param wanted = {.sched_priority = priority};
    return pthread_setschedparam(pthread_self(), SCHED_FIFO, &wanted);
}

/* Whether the process may lock whatever it wants: CAP_IPC_LOCK, number 14. */
static int may_lock_all(void) {
    struct __user_cap_header_struct head = {.version = _LINUX_CAPABILITY_VERSION_3, .pid = 0};
    struct __user_cap_data_struct data[2];
    if (syscall(SYS_capget, &head, data) != 0) return 0;
    return (data[0].effective >> CAP_IPC_LOCK) & 1;
}

int reins_lock_memory(void) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_MEMLOCK, &limit) != 0) return errno;
    if (limit.rlim_cur != RLIM_INFINITY && !may_lock_all()) return EPERM;
    return mlockall(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT) == 0 ? 0 : errno;
}
