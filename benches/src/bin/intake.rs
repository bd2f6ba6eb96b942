//! 1,000 online submissions by 50 clients at once over real HTTP: the long form of the server's load test.

use std::process::{Command, ExitCode};

fn main() -> ExitCode {
    let status = Command::new(env!("CARGO"))
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
        .args(["test", "--release", "-p", "gongkai-server", "--test", "load", "--", "--nocapture"])
        .env("GONGKAI_LOAD_SUBMISSIONS", "1000")
        .env("GONGKAI_LOAD_CLIENTS", "50")
        .status();
    if status.is_ok_and(|status| status.success()) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
