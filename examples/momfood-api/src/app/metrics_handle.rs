//! The process has one recorder of metrics, however many services run in it.

use std::sync::OnceLock;

use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};

/// The handle of the process's recorder, installed on first use.
pub(super) fn handle() -> PrometheusHandle {
    static HANDLE: OnceLock<PrometheusHandle> = OnceLock::new();
    HANDLE
        .get_or_init(|| {
            let recorder = PrometheusBuilder::new().build_recorder();
            let handle = recorder.handle();
            // Somebody who installed another one first keeps it; `/metrics` then shows none.
            let _ = metrics::set_global_recorder(recorder);
            handle
        })
        .clone()
}
