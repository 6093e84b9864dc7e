//! The pool: bounded work, a bounded queue, and permits that outlive a caller who hangs up.

use std::num::NonZeroUsize;
use std::pin::{Pin, pin};
use std::task::Poll;
use std::time::{Duration, Instant};

use momfood_crypto::{
    Argon2Params, PasswordError, PasswordHash, PasswordHasher, PasswordPool, PasswordPoolError, Verdict, Verification,
};

fn pool(concurrency: usize, queue: usize) -> PasswordPool {
    let hasher = PasswordHasher::new().with_params(Argon2Params::insecure_fast());
    PasswordPool::with_limits(hasher, NonZeroUsize::new(concurrency).unwrap(), queue)
}

/// 128 MiB and 10 passes, about a second: long enough to act while it runs.
fn slow() -> PasswordHash {
    PasswordHash::parse("$argon2id$v=19$m=131072,t=10,p=1$c29tZXNhbHQ$WzhPn6ABNYOjE27PkAVsyWRFiKqn8QUtSrBTjrniuNQ")
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pool_does_what_the_hasher_does() {
    let pool = pool(2, 8);
    let stored = pool.hash("hunter2").await.unwrap();
    assert_eq!(pool.verify("hunter2", &stored).await.unwrap(), Verdict::Match);
    assert_eq!(pool.verify("hunter3", &stored).await.unwrap(), Verdict::Mismatch);
    pool.verify_dummy("hunter2").await.unwrap();
    assert!(matches!(
        pool.verify_and_upgrade("hunter2", &stored).await.unwrap(),
        Verification::Match
    ));
    assert!(!pool.hasher().is_obsolete(&stored));
    let length = PasswordPoolError::Password(PasswordError::Length);
    assert_eq!(pool.hash("").await.unwrap_err(), length);
    assert_eq!(pool.verify_dummy(&"x".repeat(1_025)).await.unwrap_err(), length);
    assert_eq!(length.code(), "password_length");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_queue_is_answered_at_once_and_drains() {
    let pool = pool(1, 2);
    let (slow, fast) = (slow(), pool.hash("hunter2").await.unwrap());
    let mut busy = pin!(pool.verify("hunter2", &slow));
    let mut first = pin!(pool.verify("hunter2", &fast));
    let mut second = pin!(pool.verify("hunter2", &fast));
    assert!(poll_once(busy.as_mut()).await.is_pending());
    assert!(poll_once(first.as_mut()).await.is_pending());
    assert!(poll_once(second.as_mut()).await.is_pending());

    let start = Instant::now();
    for _ in 0..1_000 {
        assert_eq!(pool.verify("hunter2", &fast).await, Err(PasswordPoolError::Overloaded));
    }
    let each = start.elapsed() / 1_000;
    assert!(each < Duration::from_millis(5), "a refusal took {each:?}");

    let (busy, first, second) = tokio::join!(busy, first, second);
    assert_eq!(
        (busy, first, second),
        (Ok(Verdict::Mismatch), Ok(Verdict::Match), Ok(Verdict::Match))
    );
    assert_eq!(pool.verify("hunter2", &fast).await, Ok(Verdict::Match));
}

#[tokio::test(flavor = "multi_thread")]
async fn hanging_up_frees_nothing_before_the_work_is_done() {
    let pool = pool(1, 1);
    let slow = slow();
    {
        let mut login = pin!(pool.verify("hunter2", &slow));
        assert!(poll_once(login.as_mut()).await.is_pending());
    }
    // The caller is gone and its work is not: the next waits, and no other finds a place.
    let mut next = pin!(pool.verify_dummy("hunter2"));
    assert!(poll_once(next.as_mut()).await.is_pending());
    assert_eq!(pool.verify_dummy("hunter2").await, Err(PasswordPoolError::Overloaded));
    assert_eq!(next.await, Ok(()));
    assert_eq!(pool.verify_dummy("hunter2").await, Ok(()));
}

#[tokio::test(flavor = "multi_thread")]
async fn hanging_up_in_the_queue_frees_the_place() {
    let pool = pool(1, 1);
    let slow = slow();
    let mut busy = pin!(pool.verify("hunter2", &slow));
    assert!(poll_once(busy.as_mut()).await.is_pending());
    for _ in 0..3 {
        let mut waiting = pin!(pool.verify_dummy("hunter2"));
        assert!(poll_once(waiting.as_mut()).await.is_pending());
        assert_eq!(pool.verify_dummy("hunter2").await, Err(PasswordPoolError::Overloaded));
    }
    assert_eq!(busy.await, Ok(Verdict::Mismatch));
}

#[tokio::test(flavor = "multi_thread")]
async fn two_hundred_logins_at_once_all_get_an_answer() {
    let pool = pool(2, 200);
    let stored = pool.hash("hunter2").await.unwrap();
    let mut logins = tokio::task::JoinSet::new();
    for number in 0..200 {
        let (pool, stored) = (pool.clone(), stored.clone());
        logins.spawn(async move {
            let password = if number % 2 == 0 { "hunter2" } else { "hunter3" };
            (number % 2 == 0, pool.verify(password, &stored).await.unwrap())
        });
    }
    let mut answers = 0;
    while let Some(answer) = logins.join_next().await {
        let (right, verdict) = answer.unwrap();
        assert_eq!(verdict.is_match(), right);
        answers += 1;
    }
    assert_eq!(answers, 200);
}

#[test]
fn a_pool_outlives_the_runtime_that_it_served() {
    let pool = pool(1, 4);
    let runtime = tokio::runtime::Builder::new_multi_thread().build().unwrap();
    let hash = runtime.block_on(pool.hash("hunter2")).unwrap();
    drop(runtime);
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    assert_eq!(runtime.block_on(pool.verify("hunter2", &hash)), Ok(Verdict::Match));
}

/// Polls once, whatever comes of it.
async fn poll_once<F: Future>(mut future: Pin<&mut F>) -> Poll<F::Output> {
    std::future::poll_fn(|context| Poll::Ready(future.as_mut().poll(context))).await
}
