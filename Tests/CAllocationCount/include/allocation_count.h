/* Counts the heap allocations of the calling thread. For tests only: defining malloc in the test
 * executable replaces the C library's for everything in the process. */
#ifndef REINS_ALLOCATION_COUNT_H
#define REINS_ALLOCATION_COUNT_H

#include <stdint.h>

/* Allocations of this thread so far. 0 for ever where a sanitizer owns malloc. */
uint64_t allocation_count(void);

/* Whether allocations are counted in this build. */
int allocation_count_works(void);

#endif
