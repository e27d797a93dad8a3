//! Parses the command line, runs it, prints the error, sets the exit status.

use std::process::ExitCode;

fn main() -> ExitCode {
    warraq::cli::main()
}
