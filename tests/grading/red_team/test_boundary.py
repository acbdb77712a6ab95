"""Ways out of the box, tried from a notebook: each has to fail (SEC-30, SEC-33)."""

# ruff: noqa: E501 - programs in strings
from __future__ import annotations

import json
import os
from pathlib import Path

PRELUDE = """
import ctypes, json, os, signal, socket, stat, sys, struct
libc = ctypes.CDLL(None, use_errno=True)
through = []
def attempt(name, act):
    try:
        if act():
            through.append(name)
    except BaseException:
        pass
def call(name, number, *arguments):
    attempt(name, lambda: libc.syscall(ctypes.c_long(number), *(ctypes.c_long(a) if isinstance(a, int) else a for a in arguments)) >= 0)
def opened(path, flags=os.O_RDONLY):
    fd = os.open(path, flags)
    os.close(fd)
    return True
def forked(act):
    # What would change us is tried by a child.
    pid = os.fork()
    if pid == 0:
        try:
            os._exit(0 if act() else 1)
        except BaseException:
            os._exit(1)
    return os.waitpid(pid, 0)[1] == 0
"""

SYSTEM_CALLS = (
    PRELUDE
    + """
buffer = ctypes.create_string_buffer(4096)
for name, number, arguments in [
    ('ptrace', 101, (16, 1, 0, 0)), ('process_vm_readv', 310, (1, buffer, 1, buffer, 1, 0)),
    ('process_vm_writev', 311, (1, buffer, 1, buffer, 1, 0)), ('kcmp', 312, (os.getpid(), os.getpid(), 0, 0, 0)),
    ('mount', 165, (b'none', b'/tmp', b'tmpfs', 0, 0)), ('umount', 166, (b'/tmp', 2)), ('pivot_root', 155, (b'/', b'/tmp')),
    ('chroot', 161, (b'/tmp',)), ('setns', 308, (0, 0)), ('unshare user', 272, (0x10000000,)),
    ('unshare net', 272, (0x40000000,)), ('unshare mount', 272, (0x20000,)), ('clone3', 435, (buffer, 88)),
    ('open_tree', 428, (-100, b'/', 1)), ('fsopen', 430, (b'tmpfs', 0)), ('move_mount', 429, (-100, b'/', -100, b'/tmp', 0)),
    ('mount_setattr', 442, (-100, b'/', 0, buffer, 32)), ('bpf', 321, (0, buffer, 48)), ('perf_event_open', 298, (buffer, 0, -1, -1, 0)),
    ('userfaultfd', 323, (0,)), ('io_uring_setup', 425, (1, buffer)), ('keyctl', 250, (0, -3, 1)),
    ('add_key', 248, (b'user', b'a', b'b', 1, -3)), ('request_key', 249, (b'user', b'a', 0, -3)),
    ('open_by_handle_at', 304, (-100, buffer, 0)), ('name_to_handle_at', 303, (-100, b'/tmp', buffer, buffer, 0)),
    ('fanotify_init', 300, (0, 0)), ('kexec_load', 246, (0, 0, 0, 0)), ('init_module', 175, (buffer, 1, b'')),
    ('finit_module', 313, (0, b'', 0)), ('swapon', 167, (b'/tmp/x', 0)), ('reboot', 169, (0xfee1dead, 672274793, 0, 0)),
    ('syslog', 103, (3, buffer, 100)), ('acct', 163, (b'/tmp/acct',)), ('iopl', 172, (3,)), ('ioperm', 173, (0, 8, 1)),
    ('settimeofday', 164, (buffer, 0)), ('clock_settime', 227, (0, buffer)), ('adjtimex', 159, (ctypes.create_string_buffer(b'\\x01', 256),)),
    ('sethostname', 170, (b'mine', 4)), ('quotactl', 179, (0, 0, 0, 0)), ('setuid 0', 105, (0,)), ('setgid 0', 106, (0,)),
    ('setgroups', 116, (1, buffer)), ('setresuid', 117, (0, 0, 0)), ('pidfd_getfd', 438, (0, 3, 0)),
    ('mknod', 133, (b'/tmp/disk', 0o60666, 0x0800)), ('mknod char', 133, (b'/tmp/mem', 0o20666, 0x0101)),
]:
    call(name, number, *arguments)
for flag in (0x10000000, 0x20000000, 0x20000, 0x40000000, 0x8000000, 0x4000000, 0x2000000):
    call(f'clone {flag:x}', 56, flag | 17, 0, 0, 0, 0)
for request in (0x5412, 0x541C, 0x5412 + 2 ** 32):
    attempt('terminal', lambda: libc.ioctl(0, ctypes.c_ulong(request), b'x') == 0)
attempt('terminal of its own injects', lambda: forked(lambda: libc.ioctl(os.openpty()[1], ctypes.c_ulong(0x5412), b'x') == 0))
attempt('capabilities', lambda: int(dict(l.split(':', 1) for l in open('/proc/self/status'))['CapEff'].strip(), 16) != 0)
attempt('bounding set', lambda: int(dict(l.split(':', 1) for l in open('/proc/self/status'))['CapBnd'].strip(), 16) != 0)
attempt('new privileges', lambda: libc.prctl(39, 0, 0, 0, 0) != 1)
attempt('no filter', lambda: dict(l.split(':', 1) for l in open('/proc/self/status'))['Seccomp'].strip() != '2')
attempt('x32 calls', lambda: forked(lambda: libc.syscall(ctypes.c_long(0x40000000 + 39)) > 0))
print('THROUGH', through)
"""
)

FILES = (
    PRELUDE
    + """
import glob, resource
# In a cold box pid 1 is bubblewrap's own process, of our user: it holds nothing but the words that started it.
cold = 'bwrap' in open('/proc/1/comm').read()
print('COLD', cold)
for path in ['/proc/kcore', '/dev/mem', '/dev/kmem', '/dev/sda', '/dev/fuse', '/dev/kvm', '/dev/net/tun', '/etc/shadow',
             '/etc/passwd', '/sys/fs/cgroup', '/sys/kernel', '/var/run/docker.sock', '/proc/1/root/etc/hostname',
             *([] if cold else ['/proc/1/mem', '/proc/1/maps', '/proc/1/fd', '/proc/1/cwd', '/proc/1/exe', '/proc/1/environ'])]:
    attempt(path, lambda: opened(path))
attempt('/proc/1/environ', lambda: bool(open('/proc/1/environ', 'rb').read()))
# Folders above the environment are made by the sandbox, and empty but for the way to it.
for folder in ('/root', '/home', '/run', '/var', '/srv', '/opt', '/work', '/mnt'):
    attempt(folder, lambda: [n for n in os.listdir(folder) if not any(os.path.join(folder, n) + '/' in p + '/' for p in (sys.prefix, sys.base_prefix))])
for path in ['/proc/sys/kernel/core_pattern', '/proc/sys/kernel/hostname', '/proc/sys/user/max_user_namespaces', '/proc/sysrq-trigger',
             '/proc/sys/vm/overcommit_memory', *([] if cold else ['/proc/1/oom_score_adj', '/proc/1/comm']),
             '/proc/sys/net/ipv4/ip_forward', '/proc/sys/fs/binfmt_misc/register', '/proc/acpi/wakeup']:
    attempt('write ' + path, lambda: opened(path, os.O_WRONLY))
for name in ('uid_map', 'gid_map', 'setgroups'):
    attempt('write ' + name, lambda: os.write(os.open(f'/proc/self/{name}', os.O_WRONLY), b'0 0 1' if 'map' in name else b'allow') > 0)
for folder in ['/', '/usr', '/usr/bin', '/etc', '/dev', '/proc', '/program', sys.prefix, os.path.dirname(os.__file__), '/var', '/bin', '/dev/pts']:
    attempt('new file in ' + folder, lambda: opened(os.path.join(folder, 'new'), os.O_CREAT | os.O_WRONLY))
for path in [sys.executable, os.__file__, '/etc/hosts', '/usr/bin/env', *glob.glob('/program/*/*.py')]:
    attempt('change ' + path, lambda: opened(path, os.O_WRONLY))
    attempt('remove ' + path, lambda: os.unlink(path) or True)
    attempt('rights of ' + path, lambda: os.chmod(path, 0o777) or True)
for source, target in [('/etc/hosts', '/tmp/hosts'), ('/proc/1/exe', '/tmp/exe')]:
    attempt('link to ' + source, lambda: os.link(source, target) or True)
attempt('set-user-id', lambda: any(os.stat(p).st_mode & stat.S_ISUID and forked(lambda: os.execv(p, [p])) and False for p in glob.glob('/usr/bin/*')))
attempt('limits raised', lambda: resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY,) * 2) or True)
attempt('more processes', lambda: resource.setrlimit(resource.RLIMIT_NPROC, (10 ** 6,) * 2) or True)
attempt('core files', lambda: resource.getrlimit(resource.RLIMIT_CORE)[1] != 0)
attempt('priority', lambda: os.setpriority(os.PRIO_PROCESS, 0, -5) or True)
attempt('real-time', lambda: os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1)) or True)
links = {}
for name in os.listdir('/proc/self/fd'):
    try:
        links[int(name)] = os.readlink(f'/proc/self/fd/{name}')
    except OSError:
        pass
print('LINKS', sorted(links.values()))
extra = {fd: link for fd, link in links.items() if fd > 3 and not link.startswith(('anon_inode:[eventpoll]', '/proc', 'socket:'))}
attempt(f'descriptors {extra}', lambda: bool(extra))
sockets = [fd for fd, link in links.items() if link.startswith('socket:')]
def passed(fd):
    # A channel that can be asked for its peer, or hands over descriptors, would reach the worker.
    with socket.socket(fileno=os.dup(fd)) as sock:
        return sock.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN) == 1
for fd in sockets:
    attempt('listening socket', lambda: passed(fd))
pids = [int(name) for name in os.listdir('/proc') if name.isdigit()]
attempt(f'processes {pids}', lambda: len(pids) > 5)
for pid in range(1, 400):
    if pid != os.getpid():
        attempt(f'memory of {pid}', lambda: not (cold and pid == 1) and bool(open(f'/proc/{pid}/mem', 'rb', 0)))
        attempt(f'environment of {pid}', lambda: bool(open(f'/proc/{pid}/environ', 'rb').read()))
attempt('parent from outside', lambda: os.getppid() not in pids and os.getppid() != 0)
attempt('user', lambda: os.getuid() == 0 or 0 in os.getgroups())
attempt('environment', lambda: [n for n in os.environ if any(w in n.upper() for w in ('TOKEN', 'SECRET', 'JUPYTERHUB', 'AUTOGRADE', 'DATABASE', 'PASS'))])
attempt('interfaces', lambda: any(name != 'lo' for _, name in socket.if_nameindex()))
attempt('loopback is up', lambda: socket.create_server(('127.0.0.1', 0)) and socket.create_connection(('127.0.0.1', 9), 0.2))
for path in ('/run/dbus/system_bus_socket', '/tmp/.X11-unix/X0', '/run/systemd/private', '/run/user/0/bus'):
    def connect():
        with socket.socket(socket.AF_UNIX) as sock:
            sock.connect(path)
        return True
    attempt('socket ' + path, connect)
print('THROUGH', through)
"""
)


def through(shown: str) -> list[str]:
    return json.loads(shown.rpartition("THROUGH ")[2].replace("'", '"'))


def test_no_system_call_leads_out(attack):
    done = attack({"q": [("f(3)", "9")]}, SYSTEM_CALLS)
    assert through(done.shown) == []


def test_no_file_or_process_leads_out(attack):
    done = attack({"q": [("f(3)", "9")]}, FILES)
    assert through(done.shown) == [], done.shown


def test_descriptors_handed_over_go_nowhere(attack):
    """The runner's channel ends in the scorer's box and then in nobody's hands: descriptors sent over it are dropped."""
    code = (
        "import os, socket, json, struct\nsock = socket.socket(fileno=os.dup(3))\n"
        "print('FAMILY', sock.family)\n"
        "for n in range(50):\n    try:\n        socket.send_fds(sock, [b'x' * 4], [0, 1, 2])\n    except OSError as fault:\n        print(fault)\n        break"
    )
    assert not attack({"q": [("f(3)", "9")]}, code).passed
    mine = len(os.listdir("/proc/self/fd"))
    assert not attack({"q": [("f(3)", "9")]}, code).passed
    assert len(os.listdir("/proc/self/fd")) <= mine + 4


def test_nothing_is_written_outside(attack, tmp_path):
    """No file of this checkout or of its temporary folders is in reach, by its path or by climbing."""
    target = tmp_path / "reached"
    code = (
        f"import os\nfor path in ({str(target)!r}, '../' * 12 + {str(target)[1:]!r}, '/proc/self/root' + {str(target)!r}):\n"
        "    try:\n        os.makedirs(os.path.dirname(path), exist_ok=True)\n        open(path, 'w').close()\n"
        "        print('WROTE', path)\n    except OSError:\n        pass\n"
        f"print('SEES', os.path.exists({str(Path(__file__).resolve())!r}))"
    )
    shown = attack({"q": [("f(3)", "9")]}, code).shown
    assert not target.exists()
    assert "SEES False" in shown
