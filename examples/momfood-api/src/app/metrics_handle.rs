//! The process has one recorder of metrics, however many services run in it.

use std::sync::OnceLock;

use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};

/// The handle of the process's recorder, installed on first use.
pub(super) fn handle() -> PrometheusHandle {
    static HANDLE: OnceLock<PrometheusHandle> = OnceLock::new();
    HANDLE
        .get_or_init(|| {
            // Buckets add up over processes, unlike quantiles; they are refused only if there are none.
            let builder = PrometheusBuilder::new().set_buckets(SECONDS).unwrap_or_default();
            let recorder = builder.build_recorder();
            let handle = recorder.handle();
            // Somebody who installed another one first keeps it; `/metrics` then shows none.
            let _ = metrics::set_global_recorder(recorder);
            handle
        })
        .clone()
}

/// Upper bounds of the histograms' buckets, in seconds.
const SECONDS: &[f64] = &[
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0,
];
