//! The README's commands, run as a reader would in a fresh folder.

/// Runs every `$ warraq …` line of the README's console blocks beside a copy of
/// the sample archive. Each must find something; the lines that stand below a
/// command must come out of it, as far as the first `…`.
#[test]
fn the_readmes_commands_work() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = std::fs::read_to_string(root.join("README.md")).expect("the README");
    let folder = tempfile::tempdir().expect("a temporary folder");
    copy(&root.join("corpus"), &folder.path().join("corpus"));
    let mut commands = 0;
    let mut shown = String::new();
    for block in readme.split("```console\n").skip(1) {
        for line in block.split("```").next().unwrap_or_default().lines() {
            if let Some(command) = line.strip_prefix("$ warraq ") {
                let arguments = words(command);
                let output = std::process::Command::new(env!("CARGO_BIN_EXE_warraq"))
                    .args(&arguments)
                    .current_dir(folder.path())
                    .output()
                    .expect("warraq runs");
                shown = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
                assert!(output.status.success(), "README: {line} gave {}: {shown}", output.status);
                commands += 1;
            } else {
                let expected = line.split('…').next().unwrap_or_default();
                assert!(shown.contains(expected), "README: {line} is not in: {shown}");
            }
        }
    }
    assert!(commands >= 10, "the README shows only {commands} commands");
}

/// Splits a command line at blanks outside single quotes, as a shell does.
fn words(line: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (number, piece) in line.split('\'').enumerate() {
        if number % 2 == 1 {
            found.push(piece.to_owned());
        } else {
            found.extend(piece.split_whitespace().map(str::to_owned));
        }
    }
    found
}

fn copy(from: &std::path::Path, to: &std::path::Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("the folder").flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).expect("copied");
        }
    }
}
