/* The robot's side of Reins, for a robot runtime in C, C++, Python or anything that calls C.
 *
 *     reins_cell *cell;
 *     reins_options options = {.size = sizeof options, .endpoint = "tcp://127.0.0.1:7447"};
 *     if (reins_cell_open(manifest, &options, &cell) < 0) { reins_cell_error(text, sizeof text); … }
 *     control thread, at the manifest's rate:     policy thread, whenever it has a chunk:
 *         state.groups[0].tool[0] = …                 offer.observation = newest.observation;
 *         reins_cell_step(cell, &state, &command)     offer.observed_at_ns = newest.now_ns;
 *         send command.groups[0].entries              reins_cell_offer(cell, &offer, values, n)
 *
 * What holds for every function
 *   - It returns a status: 0 or greater is done, less than 0 is refused and nothing changed. The
 *     sentence that belongs to a refusal is the calling thread's, see reins_cell_error.
 *   - It never ends the process: every pointer, size, number and enumeration is checked. A handle
 *     that is closed or foreign is refused, it is never looked into.
 *   - Pointers are read or written during the call only; nothing of the caller's is kept.
 *   - `size` of a structure is its sizeof: it tells the library which version the caller knows.
 *   - Texts are UTF-8. Quantities are SI: m, rad, s, N, N·m; times are ns of CLOCK_MONOTONIC.
 *   - After fork() the child's calls are refused with REINS_FORKED: start workers with spawn, or
 *     open the cell in the child alone.
 *   - A process may exit without closing; the library closes what is open.
 *
 * Threads: reins_cell_step is one thread's, reins_cell_offer is one thread's (another one, so that
 * stepping never waits for inference); a second thread in the same call is refused with REINS_BUSY.
 * All others may be called from any thread, except that reins_cell_close ends them all.
 *
 * This is not a safety function: the robot's own emergency stop and limits stay in charge.
 */
#ifndef REINS_CELL_H
#define REINS_CELL_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Version of this interface: major times 65536 plus minor. A new minor only adds. */
#define REINS_CELL_VERSION 0x00010000u

#define REINS_MAX_GROUPS 4
#define REINS_MAX_ENTRIES 16
#define REINS_MAX_JOINTS 8

/* A cell. Opaque: not an address of anything. */
typedef struct reins_cell reins_cell;

enum reins_status {
    REINS_OK = 0,
    /* Done, but a part of the state was not a finite number and counted as missing. */
    REINS_ABSENT = 1,
    /* Nothing wrong, but there was no room: dropped and counted. */
    REINS_DROPPED = 2,
    REINS_BAD_ARGUMENT = -1,    /* null or misaligned pointer, wrong size field, unknown value */
    REINS_BAD_HANDLE = -2,      /* never opened, or closed */
    REINS_FORKED = -3,
    REINS_BAD_MANIFEST = -4,    /* the sentence names every field */
    REINS_LINK = -5,            /* the address or the keys cannot be used */
    REINS_CLOSED = -6,
    REINS_BUSY = -7,
    REINS_BAD_SIZE = -8,
    REINS_NOT_FINITE = -9,
    REINS_BAD_TIME = -10,
    REINS_BAD_OBSERVATION = -11,
    REINS_FULL = -12,
    REINS_UNKNOWN = -13,        /* not in the manifest */
    REINS_TOO_MANY = -14        /* 16 cells are open */
};

/* Which clock a cell runs on. */
enum reins_clock {
    REINS_CLOCK_MONOTONIC = 0,
    /* The times given to reins_cell_step: for simulations that do not run in real time. */
    REINS_CLOCK_CALLER = 1
};

typedef struct reins_options {
    uint32_t size;
    /* A reins_clock. */
    uint32_t clock;
    /* tcp://127.0.0.1:7447 (port 0 chooses one) or ipc:///path; NULL: no link. At tcp:// the cell
     * takes TCP at that port and the next one, and the console's datagrams at the UDP port of the
     * same number, or another where that is taken. */
    const char *endpoint;
    /* Directory with the cell's key pair, as `reins keys` makes it; NULL: no keys, which is
     * accepted on addresses of this machine only. */
    const char *key_directory;
    /* Name of the pair in it; NULL: "cell". */
    const char *key_name;
} reins_options;

/* What a manifest amounts to. */
typedef struct reins_group_layout {
    uint32_t entry_count;       /* entries of its action, gripper included */
    uint32_t action_offset;     /* where they start in the whole action vector */
    uint32_t joint_count;
    uint32_t has_gripper;       /* 0 or 1; the gripper is the last entry */
    uint32_t tactile_rows;      /* 0 where it has no pads */
    uint32_t tactile_columns;
} reins_group_layout;

typedef struct reins_layout {
    uint32_t size;
    uint32_t group_count;
    uint32_t action_width;      /* sum of the groups' entries: one row of a chunk */
    uint32_t horizon;           /* most rows of a chunk */
    uint32_t feature_count;
    uint32_t gauge_count;
    uint32_t camera_count;
    uint32_t reserved;
    int64_t tick_period_ns;
    int64_t policy_period_ns;   /* what one row of a chunk covers */
    reins_group_layout groups[REINS_MAX_GROUPS];
} reins_layout;

/* Which parts of a group's state are given; the others are not looked at. */
enum reins_part {
    REINS_TOOL = 1,
    REINS_JOINTS = 2,
    REINS_WRENCH = 4,
    REINS_GRIPPER = 8,
    REINS_KINEMATICS = 16
};

/* One group as measured, in its base frame. A part with a number that is not finite counts as
 * missing, and a missing part that is needed holds the arm. */
typedef struct reins_group_state {
    uint32_t parts;             /* reins_part bits */
    uint32_t reserved;
    double tool[7];             /* x y z m; quaternion x y z w of any length but 0 */
    double joints[REINS_MAX_JOINTS];    /* rad, as many as the manifest names */
    double wrench[6];           /* force N, torque N·m, in the manifest's wrench frame */
    double gripper;             /* in the unit of its command */
    /* For joint spaces: forward kinematics and geometric Jacobian at the joints that the last
     * command asked for. Rows vx vy vz wx wy wz in the base frame, columns joints. */
    double kinematics_tool[7];
    double jacobian[6 * REINS_MAX_JOINTS];
} reins_group_state;

/* The robot controller's own mode. */
enum reins_robot_mode {
    REINS_READY = 0,
    REINS_FREEDRIVE = 1,
    REINS_PROTECTIVE_STOP = 2,
    REINS_EMERGENCY_STOP = 3,
    REINS_ROBOT_FAULT = 4
};

typedef struct reins_state {
    uint32_t size;
    uint32_t group_count;       /* as the manifest declares */
    uint32_t robot_mode;        /* a reins_robot_mode */
    /* Whether the driver took the previous command (1) or not (0), and its own status word. */
    uint32_t accepted;
    uint32_t driver_status;
    uint32_t feature_count;     /* as the manifest declares */
    uint32_t gauge_count;       /* as the manifest declares */
    uint32_t reserved;
    int64_t now_ns;             /* CLOCK_MONOTONIC, later than at the last step; 0: read here */
    /* When the state was measured, as its source says (not when it was read here). One that stands
     * still for 200 ms, five ticks or the declared latency, whichever is longest, holds the arms.
     * 0: the driver does not say, and a frozen state cannot be told from arms at rest. */
    int64_t measured_at_ns;
    uint64_t observation;       /* the caller's own growing number of it; 0: the tick's number */
    const double *features;     /* NULL where there are none */
    const double *gauges;       /* NULL where there are none */
    reins_group_state groups[REINS_MAX_GROUPS];
} reins_state;

/* Who drives a group. The numbers are those in the recordings. */
enum reins_authority {
    REINS_BY_POLICY = 0,
    REINS_BY_RETURNING = 1,
    REINS_BY_DELTA = 2,
    REINS_BY_OPERATOR = 3,
    REINS_BY_TAKING = 4,
    REINS_BY_HOLD = 5,
    REINS_BY_DEVICE_LOST = 6,
    REINS_BY_LINK_LOST = 7,
    REINS_BY_FAULT = 8,
    REINS_BY_STOPPED = 9
};

/* What one group executes at this tick. */
typedef struct reins_group_command {
    uint32_t authority;         /* a reins_authority */
    uint32_t hold_reason;       /* why it holds or is in fault, 15 where its drift stopped all; else
                                   0; the numbers are those in the recordings */
    uint32_t limits;            /* which limits acted, a bit each */
    uint32_t gripper_authority; /* 0 policy, 1 operator, 2 the operator's value is kept */
    uint32_t entry_count;
    uint32_t has_gripper;
    uint32_t intervention;      /* 1 while a human's motion counts */
    uint32_t reserved;
    double entries[REINS_MAX_ENTRIES];  /* the action in the manifest's layout: send this */
    double tool[7];             /* the commanded pose after this tick, as in reins_group_state */
    double joints[REINS_MAX_JOINTS];    /* the commanded joints after this tick, rad */
    double motion[REINS_MAX_JOINTS];    /* their velocity: twist of the tool, or the joints' */
    double gripper;
} reins_group_command;

enum reins_episode_state {
    REINS_IDLE = 0,
    REINS_RESETTING = 1,        /* bring robot and scene to the start, step there, then act
                                   REINS_RESET_DONE: arms go on from where that step saw them */
    REINS_READY_TO_START = 2,
    REINS_RUNNING = 3,
    REINS_ENDED = 4
};

enum reins_outcome {
    REINS_UNLABELLED = 0,
    REINS_SUCCESS = 1,
    REINS_FAILURE = 2,
    REINS_ABORTED = 3,
    REINS_TRUNCATED = 4
};

typedef struct reins_command {
    uint32_t size;              /* set by the caller */
    uint32_t group_count;
    uint64_t tick;              /* counts from 1 */
    uint64_t observation;       /* what an offer names */
    int64_t now_ns;
    uint64_t stop;              /* not 0: ask the robot for a protective stop */
    uint64_t episode;           /* counts from 1; 0 before the first */
    uint64_t lease_holder;      /* 0: no console has control */
    uint64_t instruction_version;   /* changes when the instruction did */
    uint32_t episode_state;     /* a reins_episode_state */
    uint32_t episode_outcome;   /* a reins_outcome */
    uint32_t refusal;           /* why the newest reins_cell_episode was refused; 0: it was not */
    uint32_t not_finite;        /* groups whose state had a number that is not finite, a bit each */
    reins_group_command groups[REINS_MAX_GROUPS];
} reins_command;

typedef struct reins_offer {
    uint32_t size;
    uint32_t rows;              /* 1 to the manifest's horizon */
    uint32_t width;             /* the manifest's whole action vector */
    uint32_t reserved;
    uint64_t observation;       /* what it was inferred on: observation and now_ns of a command */
    int64_t observed_at_ns;
    int64_t inference_began_ns; /* not before observed_at_ns */
} reins_offer;

/* Acts on the episode that the runtime may take. */
enum reins_episode_act {
    REINS_RESET_DONE = 0,       /* resetting to ready; plans begun before it are not executed */
    REINS_START = 1,            /* ready to running; needs `start: "runtime"` in the manifest */
    REINS_END = 2,              /* running to ended, with an outcome */
    REINS_NEXT = 3,             /* ended or idle to resetting */
    REINS_HOLD = 4,             /* every group holds */
    REINS_STOP = 5              /* latched; the console resets it in two steps */
};

/* Version of the library, as REINS_CELL_VERSION. */
uint32_t reins_cell_version(void);

/* Opens a cell and starts serving consoles.
 *   manifest   JSON5 text, zero-terminated, at most 1 MiB
 *   options    NULL: no link
 *   out        gets the handle; NULL after a refusal
 * REINS_BAD_MANIFEST (every field that is missing or wrong is in the sentence), REINS_LINK,
 * REINS_TOO_MANY, REINS_FORKED, REINS_BAD_ARGUMENT. */
int32_t reins_cell_open(const char *manifest, const reins_options *options, reins_cell **out);

/* Says farewell to the consoles and ends the cell; waits 2 s at most. The handle is dead after it.
 * Do not call it from a signal handler. */
int32_t reins_cell_close(reins_cell *cell);

/* What the manifest amounts to. Set layout->size. */
int32_t reins_cell_layout(reins_cell *cell, reins_layout *layout);

/* The manifest in canonical JSON, the address that consoles connect to (empty without a link), the
 * instruction that the policy is to follow. Copied with a terminating zero, cut where `capacity`
 * bytes are too few. Returns the length of the whole text, without the zero. */
int32_t reins_cell_manifest(reins_cell *cell, char *buffer, size_t capacity);
int32_t reins_cell_endpoint(reins_cell *cell, char *buffer, size_t capacity);
int32_t reins_cell_instruction(reins_cell *cell, char *buffer, size_t capacity);

/* The cell's clock, ns; a status where it is negative. */
int64_t reins_cell_now(reins_cell *cell);

/* One control tick: microseconds, no waiting, no allocation. Set state->size and command->size. On
 * a refusal no tick took place and *command is unchanged: send the robot nothing, so that its own
 * watchdog stops it. REINS_ABSENT is a tick. */
int32_t reins_cell_step(reins_cell *cell, const reins_state *state, reins_command *command);

/* Offers a chunk: `count` = rows times width values, row-major, one row per policy period from the
 * observation on, physical units. Refused chunks change nothing: REINS_BAD_SIZE, REINS_NOT_FINITE,
 * REINS_BAD_OBSERVATION, REINS_BAD_TIME, REINS_FULL (nothing steps). */
int32_t reins_cell_offer(
    reins_cell *cell, const reins_offer *offer, const double *values, size_t count);

/* A camera's image, recorded as it is. Datasets pair a step with the newest image whose stamp is not
 * later than the step's now_ns: give the images (and the tactile readings) of an observation before
 * the step that takes its state, or give their stamps.
 *   camera     its name in the manifest
 *   jpeg       4 bytes to 16 MiB
 *   stamp_ns   when it was taken, on the cell's clock; 0: now
 * REINS_UNKNOWN, REINS_DROPPED. */
int32_t reins_cell_image(
    reins_cell *cell, const char *camera, const uint8_t *jpeg, size_t length, int64_t stamp_ns);

/* A reading of a group's pads: rows times columns values, row-major, in the manifest's unit. */
int32_t reins_cell_tactile(
    reins_cell *cell, uint32_t group, const float *pressure, size_t count, int64_t stamp_ns);

/* An act on the episode. Carried out or refused by the next step: see command.refusal.
 *   act        a reins_episode_act
 *   outcome    a reins_outcome, looked at for REINS_END only */
int32_t reins_cell_episode(reins_cell *cell, uint32_t act, uint32_t outcome);

/* A sentence for the consoles and the recording: a policy that failed, a camera that is gone.
 *   level      20 information, 30 warning, 40 error
 *   text       at most 2000 bytes are kept, control characters are left out
 * REINS_DROPPED where 32 wait already. */
int32_t reins_cell_report(reins_cell *cell, uint32_t level, const char *text);

/* The sentence of this thread's newest refusal, copied as reins_cell_manifest does; empty before
 * the first. Needs no handle. */
int32_t reins_cell_error(char *buffer, size_t capacity);

#ifdef __cplusplus
}
#endif

#endif
