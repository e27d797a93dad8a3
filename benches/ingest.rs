//! Ingest speed and memory against plain tantivy in the same run.
//!
//! Whole runs, not loops of a part: `cargo bench --bench ingest`. Prints MB/s of
//! UTF-8 title and body text as medians of five alternating runs, and the ratio.

mod support;

use std::time::Instant;

use support::{archives, median, plain_tantivy, text, warraq};

const RUNS: usize = 5;
/// The same memory for both writers, in bytes.
const MEMORY: usize = 160 * 1024 * 1024;

fn main() {
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    println!("{:<14} {:>8} {:>14} {:>14} {:>7}", "archive", "MB", "warraq MB/s", "tantivy MB/s", "ratio");
    for archive in archives() {
        let (mut ours, mut theirs, mut ratios, mut megabytes) = (Vec::new(), Vec::new(), Vec::new(), 0.0);
        for _ in 0..RUNS {
            let folder = tempfile::tempdir().expect("a temporary folder");
            let (bytes, seconds) = plain_tantivy(&archive.file, folder.path(), threads, MEMORY);
            megabytes = bytes as f64 / 1e6;
            let plain = megabytes / seconds;
            let folder = tempfile::tempdir().expect("a temporary folder");
            let started = Instant::now();
            let report =
                warraq(&["ingest", "--quiet", "--json", "--index", text(folder.path()), text(&archive.file)]);
            let tagged = megabytes / started.elapsed().as_secs_f64();
            let report: serde_json::Value = serde_json::from_str(&report).expect("a JSON report");
            // The answer is checked before its time counts: nothing lost on the way.
            assert_eq!(report["skipped"].as_array().map(Vec::len), Some(0), "{report}");
            assert!(report["mentions"].as_u64() > Some(0), "{report}");
            theirs.push(plain);
            ours.push(tagged);
            ratios.push(tagged / plain);
        }
        println!(
            "{:<14} {megabytes:>8.1} {:>14.1} {:>14.1} {:>7.2}",
            archive.name,
            median(ours),
            median(theirs),
            median(ratios)
        );
    }
}
