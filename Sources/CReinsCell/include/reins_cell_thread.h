/* Storage of the calling thread, which Swift has none of. Not part of the interface. */
#ifndef REINS_CELL_THREAD_H
#define REINS_CELL_THREAD_H

#define REINS_SENTENCE_CAPACITY 4096

/* REINS_SENTENCE_CAPACITY bytes of this thread, zero at its start. */
char *reins_cell_thread_sentence(void);

#endif
