//! From bytes to text. The first byte chooses a declared charset.
#![no_main]

use libfuzzer_sys::fuzz_target;
use warraq::ingest;

const DECLARED: [Option<&str>; 6] =
    [None, Some("utf-8"), Some("windows-1256"), Some("iso-8859-6"), Some("utf-16le"), Some("no charset")];

fuzz_target!(|data: &[u8]| {
    let (first, bytes) = data.split_first().unwrap_or((&0, &[]));
    let declared = DECLARED[usize::from(*first) % DECLARED.len()];
    match ingest::decode(bytes, declared) {
        Ok(text) => {
            assert!(!text.contains('\0'), "text holds NUL");
            assert!(text.len() <= bytes.len() * 3, "text is longer than its bytes allow");
        }
        Err(reason) => assert!(!reason.is_empty()),
    }
    // What is UTF-8 without NULs and traces of another decoder's despair stays as it is.
    if let Ok(text) = std::str::from_utf8(bytes)
        && !text.contains(['\0', char::REPLACEMENT_CHARACTER])
        && !text.starts_with('\u{FEFF}')
    {
        assert_eq!(ingest::decode(bytes, None).as_deref(), Ok(text));
    }
});
