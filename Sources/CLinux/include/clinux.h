/* GNU and Linux calls that Swift's Glibc module does not show. Each says why it is here. */
#ifndef REINS_CLINUX_H
#define REINS_CLINUX_H

#include <poll.h>
#include <stdint.h>

#include "terminal_guard.h"

/* Monotonic time in nanoseconds. Here so that `now()` has one implementation in the product. */
int64_t reins_monotonic_ns(void);

/* Wall time in nanoseconds since the Unix epoch. For labels only: nothing is decided by it. */
int64_t reins_wall_ns(void);

/* Sleeps until an absolute monotonic time, through signals. */
void reins_sleep_until(int64_t at_ns);

/* timerfd_create(CLOCK_MONOTONIC), non-blocking: not in Swift's Glibc module. -1 and errno on failure. */
int reins_timer_open(void);

/* Arms the timer for an absolute monotonic time in nanoseconds; 0 disarms it. */
int reins_timer_arm(int descriptor, int64_t at_ns);

/* eventfd, non-blocking: not in Swift's Glibc module. */
int reins_event_open(void);

/* ppoll until an absolute monotonic time in nanoseconds; INT64_MAX waits for ever. ppoll is not in
   Swift's Glibc module, and poll would round a deadline to milliseconds. */
int reins_poll_until(struct pollfd *polled, unsigned count, int64_t at_ns);

/* An epoll set over two descriptors, readable while either is: not in Swift's Glibc module. -1 and errno on failure. */
int reins_watch_open(int first, int second);

/* pthread_setname_np of the calling thread: so that a debugger and `top -H` name our threads. */
void reins_thread_name(const char *name);

/* Adds to the calling thread's nice value, which Linux keeps per thread, and asks for a slice of this
   length (0: the system's; kernels before 6.12 take no notice). Becoming less nice needs a right
   that most users lack: without it the slice alone is set. */
void reins_thread_priority(int nicer, uint64_t slice_ns);

/* SCHED_FIFO with this priority for the calling thread, and for those that it makes from then on.
   0, or the errno of the refusal: EPERM to a user without `rtprio`. */
int reins_thread_real_time(int priority);

/* Keeps in memory what the process has touched or touches later. 0, or the errno of the refusal.
   Where the amount that may be locked is limited (`memlock`) nothing is locked: the process would
   fail at the limit, in the middle of a session. */
int reins_lock_memory(void);

#endif
