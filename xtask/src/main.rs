//! Developer commands: `cargo xtask demo` shows Gongkai, `cargo xtask test` proves it.
#![expect(clippy::print_stdout, reason = "a command line talks to its reader")]

mod commands;
mod fuzz;
mod setup;
mod steps;
mod tally;
mod tidy;

use std::process::ExitCode;

const HELP: &str = "\
cargo xtask COMMAND

  demo [ARGS]      set up, build and serve the sample site; ARGS go to `gongkai demo`
  test             set up, then every check and test: format, clippy, tidy, tests, browser journeys
  ci               the same, and the documentation and dependency checks
  tidy             only the rules of the house: arrows, sizes, words, links, migrations
  e2e [FILTER]     only the browser journeys, or those whose file name contains FILTER
  setup            only install what `test` needs
  bench [NAME]     measure against the peers (a workspace of its own, in benches/)
  campaign [NAME]  the long-running measurements; `campaign fuzz [TARGET] [--seconds N]` feeds the readers of files
                   made-up input

example: cargo xtask demo --listen 127.0.0.1:8080
";

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let command = arguments.next().unwrap_or_default();
    let rest: Vec<String> = arguments.collect();
    let outcome = match command.as_str() {
        "demo" => commands::demo(&rest),
        "test" => commands::test(commands::Depth::Daily),
        "ci" => commands::test(commands::Depth::Everything),
        "tidy" => commands::tidy(),
        "e2e" => commands::e2e(&rest),
        "setup" => commands::set_up(),
        "bench" => commands::benches("bench", &rest),
        "campaign" => commands::benches("campaign", &rest),
        "" | "help" | "--help" | "-h" => {
            print!("{HELP}");
            return ExitCode::SUCCESS;
        }
        unknown => {
            eprintln!("xtask: no command `{unknown}`\n\n{HELP}");
            return ExitCode::from(2);
        }
    };
    outcome.unwrap_or_else(|error| {
        eprintln!("xtask: {error:#}");
        ExitCode::from(2)
    })
}
