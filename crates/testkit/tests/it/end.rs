//! No server outlives its value, whatever ends that.

use std::{
    env, fs,
    io::{BufRead as _, BufReader},
    panic::catch_unwind,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use testkit::{Postgres, Redis, RedisCluster};
use tokio::runtime::Runtime;

/// Whether a process runs. One that has ended and waits to be buried by its parent does not.
fn runs(process: u32) -> bool {
    let state = if cfg!(target_os = "linux") {
        let stat = fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
        stat.rsplit_once(") ")
            .map(|(_, state)| state.to_owned())
            .unwrap_or_default()
    } else {
        let output = Command::new("ps")
            .args(["-o", "stat=", "-p", &process.to_string()])
            .output()
            .unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    !state.is_empty() && !state.starts_with('Z')
}

/// The folder that a server's URL points into.
fn folder(url: &str) -> PathBuf {
    let path = url.split_once("host=").or_else(|| url.split_once("unix://")).unwrap().1;
    Path::new(path.strip_suffix("/redis.sock").unwrap_or(path)).to_owned()
}

#[tokio::test]
async fn dropped_servers_are_gone_with_their_folders() {
    let redis = Redis::start().await.unwrap();
    let cluster = RedisCluster::start().await.unwrap();
    let postgres = Postgres::start().await.unwrap();
    let mut processes = vec![redis.pid().unwrap(), postgres.pid().unwrap()];
    let mut folders = vec![folder(&redis.socket_url()), folder(&postgres.url())];
    for node in cluster.nodes() {
        processes.push(node.pid().unwrap());
        folders.push(folder(&node.socket_url()));
    }
    assert!(processes.iter().all(|process| runs(*process)));
    assert!(folders.iter().all(|folder| folder.is_dir()));

    drop((redis, cluster, postgres));
    assert!(!processes.iter().any(|process| runs(*process)));
    assert!(!folders.iter().any(|folder| folder.exists()));
}

#[tokio::test]
async fn a_paused_server_ends_when_it_is_dropped() {
    let mut redis = Redis::start().await.unwrap();
    let mut postgres = Postgres::start().await.unwrap();
    let processes = [redis.pid().unwrap(), postgres.pid().unwrap()];
    redis.pause().unwrap();
    postgres.pause().unwrap();
    drop((redis, postgres));
    assert!(!processes.iter().any(|process| runs(*process)));
}

#[test]
fn a_panic_ends_the_servers_of_the_test_that_panics() {
    let runtime = Runtime::new().unwrap();
    let processes = catch_unwind(|| {
        let redis = runtime.block_on(Redis::start()).unwrap();
        let postgres = runtime.block_on(Postgres::start()).unwrap();
        let processes = [redis.pid().unwrap(), postgres.pid().unwrap()];
        assert!(processes.iter().all(|process| runs(*process)));
        std::panic::panic_any(processes);
    })
    .unwrap_err()
    .downcast::<[u32; 2]>()
    .unwrap();
    assert!(!processes.iter().any(|process| runs(*process)));
}

/// Runs itself as a second test process that starts servers, says which, and waits to be killed.
#[test]
fn servers_of_a_killed_test_process_end_too() {
    if env::var_os(VICTIM).is_some() {
        victim();
    }
    let mut victim = Command::new(env::current_exe().unwrap())
        .args([
            "end::servers_of_a_killed_test_process_end_too",
            "--exact",
            "--nocapture",
        ])
        .env(VICTIM, "1")
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let output = BufReader::new(victim.stdout.take().unwrap());
    let words: Vec<String> = output
        .lines()
        .map(Result::unwrap)
        .find_map(|line| Some(line.split_once("started: ")?.1.split(' ').map(str::to_owned).collect()))
        .unwrap();
    let processes: Vec<u32> = words[..2].iter().map(|word| word.parse().unwrap()).collect();
    let folders: Vec<PathBuf> = words[2..].iter().map(|url| folder(url)).collect();
    assert!(processes.iter().all(|process| runs(*process)));

    victim.kill().unwrap();
    victim.wait().unwrap();
    let begin = Instant::now();
    while processes.iter().any(|process| runs(*process)) || folders.iter().any(|folder| folder.exists()) {
        assert!(
            begin.elapsed() < Duration::from_secs(10),
            "processes {processes:?}, folders {folders:?}"
        );
        thread::yield_now();
    }
}

fn victim() -> ! {
    let runtime = Runtime::new().unwrap();
    let redis = runtime.block_on(Redis::start()).unwrap();
    let postgres = runtime.block_on(Postgres::start()).unwrap();
    let (redis_process, postgres_process) = (redis.pid().unwrap(), postgres.pid().unwrap());
    println!(
        "started: {redis_process} {postgres_process} {} {}",
        redis.socket_url(),
        postgres.url()
    );
    loop {
        thread::park();
    }
}

const VICTIM: &str = "TESTKIT_VICTIM";
