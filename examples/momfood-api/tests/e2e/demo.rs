//! The tour is a test too.

use std::process::ExitCode;

use momfood_api::config::Options;
use momfood_api::demo;

#[tokio::test(flavor = "multi_thread")]
async fn the_tour_meets_no_surprise() {
    let code = demo::run(Options::default()).await.unwrap();
    assert_eq!(format!("{code:?}"), format!("{:?}", ExitCode::SUCCESS));
}
