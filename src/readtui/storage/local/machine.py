"""Identifies this machine, to detect a state folder that was copied from another one."""

import hashlib
import os
import sys
from pathlib import Path

_ID_FILES = (
    # systemd, D-Bus, FreeBSD
    "/etc/machine-id",
    "/var/lib/dbus/machine-id",
    "/var/db/dbus/machine-id",
    "/etc/hostid",
)
_REGISTRY_KEY = r"SOFTWARE\Microsoft\Cryptography"


def machine_fingerprint() -> str:
    """16 hex digits that stay the same until the system is installed anew, or renamed if it has no machine id.

    They are a hash, because systemd asks programs not to expose the id itself.
    """
    return hashlib.sha256(f"readtui {_machine_id() or _name()}".encode()).hexdigest()[:16]


def _name() -> str:
    return os.environ.get("COMPUTERNAME", "") if sys.platform == "win32" else os.uname().nodename


def _machine_id() -> str:
    if sys.platform == "win32":
        return _from_registry()
    if sys.platform == "darwin":
        return _host_uuid()
    for name in _ID_FILES:
        try:
            found = Path(name).read_text("ascii", "replace").strip()
        except OSError:
            continue
        if found and found != "uninitialized":
            return found
    return ""


def _from_registry() -> str:
    if sys.platform != "win32":
        return ""
    import winreg

    try:
        access = winreg.KEY_READ | winreg.KEY_WOW64_64KEY
        with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, _REGISTRY_KEY, 0, access) as key:
            return str(winreg.QueryValueEx(key, "MachineGuid")[0])
    except OSError:
        return ""


def _host_uuid() -> str:
    """The value that ``ioreg`` calls IOPlatformUUID, read without starting a program."""
    import ctypes

    found, patience = (ctypes.c_ubyte * 16)(), (ctypes.c_long * 2)(1, 0)
    try:
        failed = ctypes.CDLL(None).gethostuuid(found, patience)
    except (OSError, AttributeError):
        return ""
    return "" if failed else bytes(found).hex()
