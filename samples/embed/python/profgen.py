"""profgen in Python, by ctypes over the C API (profgen.h): nothing is compiled.

    import profgen
    evidence = profgen.Evidence()
    evidence.add_files(["/var/log/audit/audit.log"])
    session = profgen.Session(evidence, profgen.Policy.load("/etc/apparmor.d"))
    while (question := session.question) is not None:
        session.allow(0) if question.candidates else session.skip()
    for change in session.outcome().changes:
        print(change.diff)

The library is found by the loader as libprofgen.so.0, or where PROFGEN_LIBRARY_FILE says.
"""

import ctypes
import enum
import json
import os
from dataclasses import dataclass

ABI_VERSION = 0

_lib = ctypes.CDLL(os.environ.get("PROFGEN_LIBRARY_FILE", f"libprofgen.so.{ABI_VERSION}"))


class Code(enum.IntEnum):
    OK = 0
    STOPPED = 1
    USAGE = 2
    INPUT = 3
    SYSTEM = 4
    INTERNAL = 5


class Verdict(enum.IntEnum):
    AUDIT = 0
    ALLOWED = 1
    DENIED = 2
    KILLED = 3
    HINT = 4
    STATUS = 5
    ERROR = 6


class Severity(enum.IntEnum):
    ERROR = 0
    WARNING = 1
    NOTE = 2


class ProfgenError(Exception):
    """What the library refused; file, line and column where a place is concerned, else "" and 0."""

    def __init__(self, code, message, file="", line=0, column=0):
        super().__init__(message)
        self.code, self.file, self.line, self.column = code, file, line, column


@dataclass(frozen=True)
class Counts:
    lines: int
    records: int
    events: int
    ignored: int
    failures: int


class _Counts(ctypes.Structure):
    _fields_ = [(name, ctypes.c_uint64) for name in ("lines", "records", "events", "ignored", "failures")]

    def freeze(self):
        return Counts(*(getattr(self, name) for name, _ in self._fields_))


_P, _S, _SIZE, _INT = ctypes.c_void_p, ctypes.c_char_p, ctypes.c_size_t, ctypes.c_int
_U32, _U64, _I64 = ctypes.c_uint32, ctypes.c_uint64, ctypes.c_int64
_OUT, _SIZES = ctypes.POINTER(ctypes.c_void_p), ctypes.POINTER(ctypes.c_size_t)
_NAMES, _COUNTS = ctypes.POINTER(ctypes.c_char_p), ctypes.POINTER(_Counts)
_ON_EVENT = ctypes.CFUNCTYPE(_INT, _P, _P)

# Name: what it returns, what it takes. Those that return _CODE take an error at the end, too.
_CODE = object()
_FUNCTIONS = {
    "abi_version": (_INT,),
    "version": (_S,),
    "error_code": (_INT, _P),
    "error_message": (_S, _P),
    "error_file": (_S, _P),
    "error_line": (_U32, _P),
    "error_column": (_U32, _P),
    "error_free": (None, _P),
    "event_verdict": (_INT, _P),
    "event_profile": (_P, _P, _SIZES),
    "event_namespace": (_P, _P, _SIZES),
    "event_operation": (_P, _P, _SIZES),
    "event_comm": (_P, _P, _SIZES),
    "event_host": (_P, _P, _SIZES),
    "event_source": (_P, _P, _SIZES),
    "event_field": (_P, _P, _S, _SIZES),
    "event_access": (_S, _P),
    "event_json": (_S, _P),
    "event_line": (_U64, _P),
    "event_time_us": (_I64, _P),
    "event_pid": (_I64, _P),
    "event_trusted": (_INT, _P),
    "read_files": (_CODE, _NAMES, _SIZE, _ON_EVENT, _P, _COUNTS),
    "read_memory": (_CODE, _S, _SIZE, _S, _ON_EVENT, _P, _COUNTS),
    "evidence_new": (_CODE, _OUT),
    "evidence_free": (None, _P),
    "evidence_add": (_CODE, _P, _P),
    "evidence_add_files": (_CODE, _P, _NAMES, _SIZE, _COUNTS),
    "evidence_add_memory": (_CODE, _P, _S, _SIZE, _S, _COUNTS),
    "evidence_merge": (_CODE, _P, _P),
    "evidence_save": (_CODE, _P, _S),
    "evidence_load": (_CODE, _S, _OUT),
    "evidence_size": (_SIZE, _P),
    "diagnostics_size": (_SIZE, _P),
    "diagnostics_errors": (_SIZE, _P),
    "diagnostics_severity": (_INT, _P, _SIZE),
    "diagnostics_file": (_S, _P, _SIZE),
    "diagnostics_line": (_U32, _P, _SIZE),
    "diagnostics_column": (_U32, _P, _SIZE),
    "diagnostics_id": (_S, _P, _SIZE),
    "diagnostics_message": (_S, _P, _SIZE),
    "diagnostics_hint": (_S, _P, _SIZE),
    "diagnostics_free": (None, _P),
    "policy_load": (_CODE, _S, _OUT),
    "policy_new": (_CODE, _S, _OUT),
    "policy_add_text": (_CODE, _P, _S, _S, _SIZE),
    "policy_size": (_SIZE, _P),
    "policy_profile": (_S, _P, _SIZE),
    "policy_diagnostics": (_CODE, _P, _OUT),
    "policy_free": (None, _P),
    "check": (_CODE, _S, _S, _SIZE, _S, _INT, _OUT),
    "options_new": (_CODE, _OUT),
    "options_set": (_CODE, _P, _S, _S),
    "options_free": (None, _P),
    "session_new": (_CODE, _P, _P, _P, _OUT),
    "session_free": (None, _P),
    "session_question": (_P, _P),
    "question_what": (_INT, _P),
    "question_key": (_S, _P),
    "question_profile": (_S, _P),
    "question_namespace": (_S, _P),
    "question_subject": (_S, _P),
    "question_severity": (_INT, _P),
    "question_seen": (_U64, _P),
    "question_candidates": (_SIZE, _P),
    "question_candidate": (_S, _P, _SIZE),
    "question_reason": (_S, _P, _SIZE),
    "question_candidate_severity": (_INT, _P, _SIZE),
    "session_allow": (_CODE, _P, _SIZE),
    "session_allow_rule": (_CODE, _P, _S),
    "session_deny": (_CODE, _P),
    "session_ignore": (_CODE, _P),
    "session_skip": (_CODE, _P, _S),
    "session_undo": (_CODE, _P),
    "session_answer_defaults": (_CODE, _P, _SIZES),
    "session_outcome": (_CODE, _P, _OUT),
    "outcome_files": (_SIZE, _P),
    "outcome_path": (_S, _P, _SIZE),
    "outcome_before": (_S, _P, _SIZE),
    "outcome_after": (_S, _P, _SIZE),
    "outcome_diff": (_S, _P, _SIZE),
    "outcome_left": (_SIZE, _P),
    "outcome_diagnostics": (_P, _P),
    "outcome_free": (None, _P),
}


def _bind(name, returns, takes):
    function = getattr(_lib, "profgen_" + name)
    if returns is not _CODE:
        function.restype, function.argtypes = returns, list(takes)
        return function
    function.restype, function.argtypes = _INT, [*takes, _OUT]

    def checked(*arguments):
        error = ctypes.c_void_p()
        code = Code(function(*arguments, ctypes.byref(error)))
        if code not in (Code.OK, Code.STOPPED):
            raise _taken(code, error)
        return code

    return checked


class _Api:
    pass


_api = _Api()
for _name, (_returns, *_takes) in _FUNCTIONS.items():
    setattr(_api, _name, _bind(_name, _returns, _takes))
if _api.abi_version() != ABI_VERSION:
    raise ImportError(f"libprofgen has ABI {_api.abi_version()}, this module is for {ABI_VERSION}")


def _text(raw):
    # Paths and names may hold any bytes; they go back as they came.
    return None if raw is None else os.fsdecode(raw)


def _taken(code, error):
    if not error:
        return ProfgenError(code, "no memory")
    try:
        return ProfgenError(code, _text(_api.error_message(error)), _text(_api.error_file(error)),
                            _api.error_line(error), _api.error_column(error))
    finally:
        _api.error_free(error)


def version():
    return _text(_api.version())


class _Handle:
    """Owns a handle of the library."""

    _free = staticmethod(lambda handle: None)
    _handle = None

    @classmethod
    def _made(cls, make, *arguments):
        out = ctypes.c_void_p()
        make(*arguments, ctypes.byref(out))
        self = cls.__new__(cls)
        self._handle = out
        return self

    def __del__(self):
        if self._handle is not None:
            self._free(self._handle)


class Event:
    """An event of a log, copied out of the library. Texts may hold any bytes (surrogateescape)."""

    def __init__(self, handle):
        def sized(accessor, *arguments):
            size = ctypes.c_size_t()
            at = accessor(handle, *arguments, ctypes.byref(size))
            return None if at is None else _text(ctypes.string_at(at, size.value))

        self.verdict = Verdict(_api.event_verdict(handle))
        self.profile = sized(_api.event_profile)
        self.name_space = sized(_api.event_namespace)
        self.operation = sized(_api.event_operation)
        self.comm = sized(_api.event_comm)
        self.host = sized(_api.event_host)
        self.source = sized(_api.event_source)
        self.access = _text(_api.event_access(handle))
        self.json = json.loads(_api.event_json(handle))
        self.line = _api.event_line(handle)
        self.time_us = _api.event_time_us(handle)
        self.pid = _api.event_pid(handle)
        self.trusted = _api.event_trusted(handle) == 1


def _read(read, on_event):
    raised = []

    def call(handle, _context):
        # Nothing may be raised through the library: it is kept, and raised behind it.
        try:
            return 1 if on_event(Event(handle)) else 0
        except BaseException as error:  # pylint: disable=broad-except
            raised.append(error)
            return 1

    counts = _Counts()
    try:
        read(_ON_EVENT(call), None, ctypes.byref(counts))
    finally:
        if raised:
            raise raised[0]
    return counts.freeze()


def _names(names):
    return (ctypes.c_char_p * len(names))(*map(os.fsencode, names)), len(names)


def read_files(sources, on_event):
    """Calls on_event(Event) for each; a true value ends the reading. Raises ProfgenError behind it
    where a source could not be read."""
    return _read(lambda *rest: _api.read_files(*_names(sources), *rest), on_event)


def read_bytes(data, name, on_event):
    """The same for bytes in memory."""
    return _read(lambda *rest: _api.read_memory(data, len(data), os.fsencode(name), *rest), on_event)


class Evidence(_Handle):
    _free = staticmethod(_api.evidence_free)

    def __init__(self):
        self._handle = ctypes.c_void_p()
        _api.evidence_new(ctypes.byref(self._handle))

    @classmethod
    def load(cls, path):
        return cls._made(_api.evidence_load, os.fsencode(path))

    def add_files(self, sources):
        counts = _Counts()
        _api.evidence_add_files(self._handle, *_names(sources), ctypes.byref(counts))
        return counts.freeze()

    def add_bytes(self, data, name):
        counts = _Counts()
        _api.evidence_add_memory(self._handle, data, len(data), os.fsencode(name), ctypes.byref(counts))
        return counts.freeze()

    def merge(self, other):
        _api.evidence_merge(self._handle, other._handle)

    def save(self, path):
        _api.evidence_save(self._handle, os.fsencode(path))

    def __len__(self):
        return _api.evidence_size(self._handle)


@dataclass(frozen=True)
class Diagnostic:
    severity: Severity
    file: str
    line: int
    column: int
    id: str
    message: str
    hint: str


def _diagnostics(handle):
    return [
        Diagnostic(Severity(_api.diagnostics_severity(handle, at)),
                   _text(_api.diagnostics_file(handle, at)), _api.diagnostics_line(handle, at),
                   _api.diagnostics_column(handle, at), _text(_api.diagnostics_id(handle, at)),
                   _text(_api.diagnostics_message(handle, at)),
                   _text(_api.diagnostics_hint(handle, at)))
        for at in range(_api.diagnostics_size(handle))
    ]


def check(name, text, policy_dir="/etc/apparmor.d", lint=True):
    """What is wrong with a profile file, and what is worth a second look."""
    raw, out = os.fsencode(text), ctypes.c_void_p()
    _api.check(os.fsencode(name), raw, len(raw), os.fsencode(policy_dir), int(lint), ctypes.byref(out))
    try:
        return _diagnostics(out)
    finally:
        _api.diagnostics_free(out)


class Policy(_Handle):
    _free = staticmethod(_api.policy_free)

    def __init__(self, policy_dir="/etc/apparmor.d"):
        """Without profiles: those of add_text()."""
        self._handle = ctypes.c_void_p()
        _api.policy_new(os.fsencode(policy_dir), ctypes.byref(self._handle))

    @classmethod
    def load(cls, policy_dir="/etc/apparmor.d"):
        return cls._made(_api.policy_load, os.fsencode(policy_dir))

    def add_text(self, path, text):
        raw = os.fsencode(text)
        _api.policy_add_text(self._handle, os.fsencode(path), raw, len(raw))

    @property
    def profiles(self):
        return [_text(_api.policy_profile(self._handle, at)) for at in range(_api.policy_size(self._handle))]

    @property
    def diagnostics(self):
        out = ctypes.c_void_p()
        _api.policy_diagnostics(self._handle, ctypes.byref(out))
        try:
            return _diagnostics(out)
        finally:
            _api.diagnostics_free(out)


@dataclass(frozen=True)
class Candidate:
    text: str
    reason: str
    severity: int


@dataclass(frozen=True)
class Question:
    is_exec: bool
    key: str
    profile: str
    name_space: str
    subject: str
    severity: int
    seen: int
    candidates: list


@dataclass(frozen=True)
class Change:
    path: str
    before: str
    after: str
    diff: str


@dataclass(frozen=True)
class Outcome:
    changes: list
    left: int
    diagnostics: list


class Session(_Handle):
    """Options: generalise, profile, abi, new_in_complain, local, guard (profgen.h)."""

    _free = staticmethod(_api.session_free)

    def __init__(self, evidence, policy, **options):
        made = ctypes.c_void_p()
        _api.options_new(ctypes.byref(made))
        try:
            for key, value in options.items():
                if isinstance(value, bool):
                    value = "yes" if value else "no"
                _api.options_set(made, key.replace("_", "-").encode(), os.fsencode(value))
            handle = ctypes.c_void_p()
            _api.session_new(evidence._handle, policy._handle, made, ctypes.byref(handle))
            self._handle = handle
        finally:
            _api.options_free(made)

    @property
    def question(self):
        """The question to answer now; None when all are."""
        at = _api.session_question(self._handle)
        if at is None:
            return None
        candidates = [
            Candidate(_text(_api.question_candidate(at, i)), _text(_api.question_reason(at, i)),
                      _api.question_candidate_severity(at, i))
            for i in range(_api.question_candidates(at))
        ]
        return Question(_api.question_what(at) == 0, _text(_api.question_key(at)),
                        _text(_api.question_profile(at)), _text(_api.question_namespace(at)),
                        _text(_api.question_subject(at)), _api.question_severity(at),
                        _api.question_seen(at), candidates)

    def allow(self, candidate=0):
        _api.session_allow(self._handle, candidate)

    def allow_rule(self, rule):
        _api.session_allow_rule(self._handle, os.fsencode(rule))

    def deny(self):
        _api.session_deny(self._handle)

    def ignore(self):
        _api.session_ignore(self._handle)

    def skip(self, why="skipped"):
        _api.session_skip(self._handle, os.fsencode(why))

    def undo(self):
        _api.session_undo(self._handle)

    def answer_defaults(self):
        answered = ctypes.c_size_t()
        _api.session_answer_defaults(self._handle, ctypes.byref(answered))
        return answered.value

    def outcome(self):
        out = ctypes.c_void_p()
        _api.session_outcome(self._handle, ctypes.byref(out))
        try:
            changes = [
                Change(*(_text(part(out, at)) for part in
                         (_api.outcome_path, _api.outcome_before, _api.outcome_after, _api.outcome_diff)))
                for at in range(_api.outcome_files(out))
            ]
            return Outcome(changes, _api.outcome_left(out), _diagnostics(_api.outcome_diagnostics(out)))
        finally:
            _api.outcome_free(out)
