//! Nothing that is written steers a terminal, and JSON still tells a program the same.
#![no_main]

use libfuzzer_sys::fuzz_target;
use warraq::cli::visible::{cell, one_line, visible, write_json};
use warraq_fuzz::assert_harmless;

fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data).into_owned();
    for (shown, again) in
        [(visible(&text), visible as fn(&str) -> String), (one_line(&text), one_line), (cell(&text), cell)]
    {
        assert_harmless(&shown, &['\n']);
        assert_eq!(again(&shown), shown, "shown twice is shown once");
    }
    assert!(!one_line(&text).contains('\n'));
    assert!(!cell(&text).starts_with(['=', '+', '-', '@']), "a formula");
    let mut json = Vec::new();
    write_json(&mut json, &[&text, ""]).expect("memory takes it");
    let json = String::from_utf8(json).expect("JSON is UTF-8");
    assert_harmless(&json, &[]);
    let [same, _]: [String; 2] = serde_json::from_str(&json).expect("it is JSON");
    assert_eq!(same, text);
});
