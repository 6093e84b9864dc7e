//! The processes that a process has started. PostgreSQL serves every connection from one of its own, so whoever pauses
//! or kills only the first process still gets answers.

use std::io;

use rustix::process::Pid;

/// The living children of `parent`. Ended ones that it has not buried yet are left out.
pub(crate) fn of(parent: Pid) -> io::Result<Vec<Pid>> {
    let parent = parent.as_raw_nonzero().get();
    let processes = table()?;
    let ours = processes
        .iter()
        .filter(|process| process.parent == parent && !process.ended);
    Ok(ours.filter_map(|process| Pid::from_raw(process.id)).collect())
}

struct Process {
    id: i32,
    parent: i32,
    ended: bool,
}

/// Every process of the machine, from `/proc`: containers often lack `ps`.
#[cfg(target_os = "linux")]
fn table() -> io::Result<Vec<Process>> {
    let numbered = std::fs::read_dir("/proc")?.flatten().filter_map(|entry| {
        let id = entry.file_name().to_str()?.parse().ok()?;
        let stat = std::fs::read_to_string(entry.path().join("stat")).ok()?;
        // proc(5): `pid (name) state ppid …`; the name may hold anything, parentheses and spaces too.
        let mut fields = stat.rsplit_once(')')?.1.split_ascii_whitespace();
        let ended = matches!(fields.next()?, "Z" | "X");
        Some(Process {
            id,
            parent: fields.next()?.parse().ok()?,
            ended,
        })
    });
    Ok(numbered.collect())
}

/// Every process of the machine, from `ps`, which every Unix has.
#[cfg(not(target_os = "linux"))]
fn table() -> io::Result<Vec<Process>> {
    let output = std::process::Command::new("ps")
        .args(["-A", "-o", "pid=,ppid=,stat="])
        .output()?;
    let listing = String::from_utf8_lossy(&output.stdout);
    let processes = listing.lines().filter_map(|line| {
        let mut fields = line.split_ascii_whitespace();
        let id = fields.next()?.parse().ok()?;
        let parent = fields.next()?.parse().ok()?;
        Some(Process {
            id,
            parent,
            ended: fields.next()?.starts_with('Z'),
        })
    });
    Ok(processes.collect())
}

#[cfg(test)]
mod tests {
    use std::process::{Command, Stdio};

    use super::*;

    #[test]
    fn a_child_is_listed_until_it_ends_even_if_it_is_not_buried() {
        let ourselves = rustix::process::getpid();
        let mut child = Command::new("cat").stdin(Stdio::piped()).spawn().unwrap();
        let id = Pid::from_child(&child);
        assert!(of(ourselves).unwrap().contains(&id));
        drop(child.stdin.take());
        while of(ourselves).unwrap().contains(&id) {
            std::thread::yield_now();
        }
        assert!(child.wait().unwrap().success());
    }
}
