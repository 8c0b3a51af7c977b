#include "reins_cell_thread.h"

static __thread char sentence[REINS_SENTENCE_CAPACITY];

char *reins_cell_thread_sentence(void) { return sentence; }
