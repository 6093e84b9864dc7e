//! Lets one file be a libFuzzer target under `cargo fuzz`, and on stable a program that replays corpus files through
//! the same law, so that every CI run checks what fuzzing once found.

/// Defines the target: `shim::fuzz!(|data: &[u8]| { law(data) });` below `#![cfg_attr(fuzzing, no_main)] mod shim;`.
macro_rules! fuzz {
    (|$data:ident: &[u8]| $law:block) => {
        #[cfg(fuzzing)]
        libfuzzer_sys::fuzz_target!(|$data: &[u8]| $law);

        #[cfg(not(fuzzing))]
        fn main() -> std::process::ExitCode {
            shim::replay(|$data: &[u8]| $law)
        }
    };
}
pub(crate) use fuzz;

/// Runs `law` over every file named on the command line, and every file of every folder named there.
#[cfg(not(fuzzing))]
pub(crate) fn replay(law: impl Fn(&[u8])) -> std::process::ExitCode {
    let mut inputs: Vec<std::path::PathBuf> = Vec::new();
    for argument in std::env::args_os().skip(1) {
        let path = std::path::PathBuf::from(argument);
        match std::fs::read_dir(&path) {
            Ok(folder) => inputs.extend(folder.filter_map(Result::ok).map(|entry| entry.path())),
            Err(_) => inputs.push(path),
        }
    }
    for input in &inputs {
        match std::fs::read(input) {
            Ok(bytes) => law(&bytes),
            Err(error) => {
                eprintln!("cannot read {}: {error}", input.display());
                return std::process::ExitCode::FAILURE;
            }
        }
    }
    println!("replayed {} inputs", inputs.len());
    if inputs.is_empty() {
        std::process::ExitCode::FAILURE
    } else {
        std::process::ExitCode::SUCCESS
    }
}
