"""The account that runs the embedded PostgreSQL, which refuses to run as root. Standard library only."""

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from io import FileIO
from pathlib import Path

UNPRIVILEGED = "nobody"
# As root below a closed folder (such as /root): the server keeps the right to pass through folders.
# Nothing is opened to others. no_setuid_fixup lets access(2) see the right, too; some containers know only the second.
RIGHTS = ("dac_read_search", "dac_override")


class EmbeddedPostgresError(Exception):
    """The server cannot be started; the German message says why and what to do."""


@dataclass(frozen=True)
class Account:
    """Who runs the server: a command prefix and the arguments of `subprocess` that change to the account."""

    uid: int
    gid: int
    prefix: tuple[str, ...] = ()
    switch: bool = False

    def run(self, *command: str, log: FileIO, text: str = "") -> subprocess.CompletedProcess[str]:
        """Run to the end; standard output is returned, standard error goes to the log."""
        return subprocess.run(
            [*self.prefix, *command],
            input=text,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            check=False,
            cwd="/",
            env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"},
            start_new_session=True,
            user=self.uid if self.switch else None,
            group=self.gid if self.switch else None,
            extra_groups=[] if self.switch else None,
        )


def choose(directory: Path, binaries: Path, log: FileIO) -> Account:
    """Ourselves, or as root the owner of the data folder (it need not exist), or else `nobody`."""
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid())
    owner = directory.stat().st_uid if directory.exists() else 0
    try:
        entry = pwd.getpwuid(owner) if owner else pwd.getpwnam(UNPRIVILEGED)
    except KeyError:
        raise EmbeddedPostgresError(
            f"PostgreSQL läuft nicht als root, und das Konto {owner or UNPRIVILEGED} fehlt auf diesem Rechner. "
            "Legen Sie es an, oder starten Sie als gewöhnliches Konto."
        ) from None
    if directory.exists() and not owner:
        _give(directory, entry)  # a copy or a restored backup made by root
    for account in _candidates(entry):
        check = '"$1" --version && cd "$2"'
        if (
            account.run(
                "/bin/sh", "-c", check, "sh", str(binaries / "postgres"), str(directory.parent), log=log
            ).returncode
            == 0
        ):
            return account
    raise EmbeddedPostgresError(
        f"Das Konto {entry.pw_name}, unter dem PostgreSQL läuft, erreicht den Ordner {directory.parent} nicht. "
        "Legen Sie das Projekt in einen Ordner, den alle betreten dürfen, zum Beispiel unter /srv."
    )


def _candidates(entry: pwd.struct_passwd) -> list[Account]:
    accounts = [Account(entry.pw_uid, entry.pw_gid, switch=True)]
    if shutil.which("setpriv"):
        change = ("setpriv", f"--reuid={entry.pw_uid}", f"--regid={entry.pw_gid}", "--clear-groups")
        keep = "--securebits=+no_setuid_fixup"
        accounts += [
            Account(entry.pw_uid, entry.pw_gid, (*change, keep, f"--inh-caps=+{right}", f"--ambient-caps=+{right}"))
            for right in RIGHTS
        ]
    return accounts


def _give(directory: Path, entry: pwd.struct_passwd) -> None:
    for folder, _, files in os.walk(directory):
        for path in (folder, *(os.path.join(folder, name) for name in files)):
            os.chown(path, entry.pw_uid, entry.pw_gid, follow_symlinks=False)
