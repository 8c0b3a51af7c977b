"""The structures of reins_cell.h, field by field in its order."""

from __future__ import annotations

import ctypes as c

VERSION_MAJOR = 1
MAX_GROUPS = 4
MAX_ENTRIES = 16
MAX_JOINTS = 8

TOOL, JOINTS, WRENCH, GRIPPER, KINEMATICS = 1, 2, 4, 8, 16


class Options(c.Structure):
    _fields_ = [
        ("size", c.c_uint32),
        ("clock", c.c_uint32),
        ("endpoint", c.c_char_p),
        ("key_directory", c.c_char_p),
        ("key_name", c.c_char_p),
    ]


class GroupLayout(c.Structure):
    _fields_ = [
        ("entry_count", c.c_uint32),
        ("action_offset", c.c_uint32),
        ("joint_count", c.c_uint32),
        ("has_gripper", c.c_uint32),
        ("tactile_rows", c.c_uint32),
        ("tactile_columns", c.c_uint32),
    ]


class CellLayout(c.Structure):
    _fields_ = [
        ("size", c.c_uint32),
        ("group_count", c.c_uint32),
        ("action_width", c.c_uint32),
        ("horizon", c.c_uint32),
        ("feature_count", c.c_uint32),
        ("gauge_count", c.c_uint32),
        ("camera_count", c.c_uint32),
        ("reserved", c.c_uint32),
        ("tick_period_ns", c.c_int64),
        ("policy_period_ns", c.c_int64),
        ("groups", GroupLayout * MAX_GROUPS),
    ]


class GroupState(c.Structure):
    _fields_ = [
        ("parts", c.c_uint32),
        ("reserved", c.c_uint32),
        ("tool", c.c_double * 7),
        ("joints", c.c_double * MAX_JOINTS),
        ("wrench", c.c_double * 6),
        ("gripper", c.c_double),
        ("kinematics_tool", c.c_double * 7),
        ("jacobian", c.c_double * (6 * MAX_JOINTS)),
    ]


class CellState(c.Structure):
    _fields_ = [
        ("size", c.c_uint32),
        ("group_count", c.c_uint32),
        ("robot_mode", c.c_uint32),
        ("accepted", c.c_uint32),
        ("driver_status", c.c_uint32),
        ("feature_count", c.c_uint32),
        ("gauge_count", c.c_uint32),
        ("reserved", c.c_uint32),
        ("now_ns", c.c_int64),
        ("measured_at_ns", c.c_int64),
        ("observation", c.c_uint64),
        ("features", c.POINTER(c.c_double)),
        ("gauges", c.POINTER(c.c_double)),
        ("groups", GroupState * MAX_GROUPS),
    ]


class GroupOutput(c.Structure):
    _fields_ = [
        ("authority", c.c_uint32),
        ("hold_reason", c.c_uint32),
        ("limits", c.c_uint32),
        ("gripper_authority", c.c_uint32),
        ("entry_count", c.c_uint32),
        ("has_gripper", c.c_uint32),
        ("intervention", c.c_uint32),
        ("reserved", c.c_uint32),
        ("entries", c.c_double * MAX_ENTRIES),
        ("tool", c.c_double * 7),
        ("joints", c.c_double * MAX_JOINTS),
        ("motion", c.c_double * MAX_JOINTS),
        ("gripper", c.c_double),
    ]


class CellOutput(c.Structure):
    _fields_ = [
        ("size", c.c_uint32),
        ("group_count", c.c_uint32),
        ("tick", c.c_uint64),
        ("observation", c.c_uint64),
        ("now_ns", c.c_int64),
        ("stop", c.c_uint64),
        ("episode", c.c_uint64),
        ("lease_holder", c.c_uint64),
        ("instruction_version", c.c_uint64),
        ("episode_state", c.c_uint32),
        ("episode_outcome", c.c_uint32),
        ("refusal", c.c_uint32),
        ("not_finite", c.c_uint32),
        ("groups", GroupOutput * MAX_GROUPS),
    ]


class Offer(c.Structure):
    _fields_ = [
        ("size", c.c_uint32),
        ("rows", c.c_uint32),
        ("width", c.c_uint32),
        ("reserved", c.c_uint32),
        ("observation", c.c_uint64),
        ("observed_at_ns", c.c_int64),
        ("inference_began_ns", c.c_int64),
    ]


HANDLE = c.c_void_p
DOUBLES = c.POINTER(c.c_double)

#: name -> (result, arguments)
FUNCTIONS = {
    "reins_cell_version": (c.c_uint32, []),
    "reins_cell_open": (c.c_int32, [c.c_char_p, c.POINTER(Options), c.POINTER(HANDLE)]),
    "reins_cell_close": (c.c_int32, [HANDLE]),
    "reins_cell_layout": (c.c_int32, [HANDLE, c.POINTER(CellLayout)]),
    "reins_cell_manifest": (c.c_int32, [HANDLE, c.c_char_p, c.c_size_t]),
    "reins_cell_endpoint": (c.c_int32, [HANDLE, c.c_char_p, c.c_size_t]),
    "reins_cell_instruction": (c.c_int32, [HANDLE, c.c_char_p, c.c_size_t]),
    "reins_cell_now": (c.c_int64, [HANDLE]),
    "reins_cell_step": (c.c_int32, [HANDLE, c.POINTER(CellState), c.POINTER(CellOutput)]),
    "reins_cell_offer": (c.c_int32, [HANDLE, c.POINTER(Offer), DOUBLES, c.c_size_t]),
    "reins_cell_image": (c.c_int32, [HANDLE, c.c_char_p, c.c_char_p, c.c_size_t, c.c_int64]),
    "reins_cell_tactile": (
        c.c_int32,
        [HANDLE, c.c_uint32, c.POINTER(c.c_float), c.c_size_t, c.c_int64],
    ),
    "reins_cell_episode": (c.c_int32, [HANDLE, c.c_uint32, c.c_uint32]),
    "reins_cell_report": (c.c_int32, [HANDLE, c.c_uint32, c.c_char_p]),
    "reins_cell_error": (c.c_int32, [c.c_char_p, c.c_size_t]),
}
