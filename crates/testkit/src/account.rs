//! Whom a server runs as: ourselves, or, when we are root, an account without privileges.
//!
//! PostgreSQL refuses to run as root, and a Redis without a password must not: whoever reaches its port would write files
//! with root's rights. Ids are looked up at run time, for they differ between machines.

use std::{
    fs, io,
    os::unix::{fs::chown, process::CommandExt as _},
    path::Path,
    process::Command,
};

use rustix::process::geteuid;

use crate::ServerError;

/// An account that a server runs as, and that owns its folder.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Account {
    /// The user who runs the tests.
    Ourselves,
    /// Another one, which only root can become.
    Other { uid: u32, gid: u32 },
}

impl Account {
    /// Ourselves, or as root the first of `names` that this machine knows.
    pub(crate) fn choose(program: &'static str, names: &'static [&'static str]) -> Result<Self, ServerError> {
        if !geteuid().is_root() {
            return Ok(Self::Ourselves);
        }
        let passwd = fs::read_to_string("/etc/passwd").map_err(ServerError::io("read /etc/passwd"))?;
        names
            .iter()
            .find_map(|name| find(&passwd, name))
            .ok_or(ServerError::NoAccount {
                program,
                accounts: names,
            })
    }

    /// Makes `command` run as this account, without any supplementary group of ours.
    pub(crate) fn run(self, command: &mut Command) -> &mut Command {
        match self {
            Self::Ourselves => command,
            Self::Other { uid, gid } => command.gid(gid).uid(uid),
        }
    }

    /// Gives `path` to this account.
    pub(crate) fn own(self, path: &Path) -> io::Result<()> {
        match self {
            Self::Ourselves => Ok(()),
            Self::Other { uid, gid } => chown(path, Some(uid), Some(gid)),
        }
    }
}

/// Finds `name` in the text of a passwd(5) file: `name:password:uid:gid:…`.
fn find(passwd: &str, name: &str) -> Option<Account> {
    passwd.lines().find_map(|line| {
        let mut fields = line.split(':');
        if fields.next()? != name {
            return None;
        }
        let uid = fields.nth(1)?.parse().ok()?;
        let gid = fields.next()?.parse().ok()?;
        Some(Account::Other { uid, gid })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const PASSWD: &str =
        "root:x:0:0:root:/root:/bin/bash\npostgresql:x:7:7::/:/bin/sh\npostgres:x:101:104::/:/bin/sh\n";

    #[test]
    fn an_account_is_found_by_its_whole_name() {
        assert!(matches!(
            find(PASSWD, "postgres"),
            Some(Account::Other { uid: 101, gid: 104 })
        ));
        assert!(find(PASSWD, "postgre").is_none());
    }
}
