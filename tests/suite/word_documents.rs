//! Word documents: their text, headings and properties; what is broken is said and what can
//! be read of it is kept.
#![cfg(feature = "docx")]

use crate::containers::zip;
use crate::util::{Folder, string};

/// Style ids as an Arabic Word writes them: only their names tell what they are for.
const STYLES: &str = r#"<?xml version="1.0" encoding="UTF-8"?><w:styles>
    <w:style w:type="paragraph" w:styleId="a"><w:name w:val="Normal"/></w:style>
    <w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/></w:style>
    <w:style w:type="paragraph" w:styleId="2"><w:name w:val="heading 2"/></w:style></w:styles>"#;
const PROPERTIES: &str = r"<cp:coreProperties><dc:title>قالب قديم</dc:title>
    <dc:creator>سعاد &amp; هالة</dc:creator><dcterms:created>2017-11-19T08:00:00Z</dcterms:created>
    </cp:coreProperties>";

fn paragraph(style: &str, runs: &str) -> String {
    format!("<w:p><w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr>{runs}</w:p>")
}

fn run(text: &str) -> String {
    format!("<w:r><w:rPr><w:rtl/></w:rPr><w:t xml:space=\"preserve\">{text}</w:t></w:r>")
}

fn body(paragraphs: &[String]) -> String {
    format!("<?xml version=\"1.0\"?>\n<w:document><w:body>{}</w:body></w:document>", paragraphs.concat())
}

fn document(text: &str) -> Vec<u8> {
    let part = |name: &str, content: &str| (name.to_owned(), content.as_bytes().to_vec());
    zip(&[
        part("[Content_Types].xml", "<Types/>"),
        part("word/styles.xml", STYLES),
        part("word/document.xml", text),
        part("docProps/core.xml", PROPERTIES),
        part("word/footnotes.xml", &paragraph("a", &run("حاشية"))),
    ])
}

fn story() -> Vec<u8> {
    document(&body(&[
        paragraph("1", &run("قطار جديد بين حمص ودمشق")),
        paragraph("a", &[run("وصل القطار "), run("صباح اليوم إلى المح"), run("طة.")].concat()),
        paragraph("a", &format!("<w:del>{}</w:del>{}", run("المطار"), run("وقال: «أهلا &#1600;&lt;»."))),
        paragraph("2", &run("ترحيب بالركاب")),
        paragraph("a", &format!("{}<w:r><w:tab/><w:br/></w:r>{}", run("سطر"), run("آخر"))),
        "<w:p><w:r><mc:AlternateContent><mc:Choice><w:txbxContent><w:p><w:r><w:t>في إطار</w:t></w:r></w:p>\
         </w:txbxContent></mc:Choice><mc:Fallback><w:p><w:r><w:t>في إطار</w:t></w:r></w:p></mc:Fallback>\
         </mc:AlternateContent></w:r></w:p>"
            .to_owned(),
    ]))
}

#[test]
fn text_headings_and_properties_are_read() {
    let folder = Folder::with("سياسة/خبر.docx", story()).ingested();
    let shown = folder.warraq(&["show", "سياسة/خبر", "--format", "jsonl"]).finds();
    let article = &shown.objects()[0];
    assert_eq!(string(article, "title"), "قطار جديد بين حمص ودمشق");
    assert_eq!(string(article, "author"), "سعاد & هالة");
    assert_eq!(string(article, "date"), "null");
    assert_eq!(string(article, "category"), "سياسة");
    let text = shown.out();
    for line in ["وصل القطار صباح اليوم إلى المحطة.", "وقال: «أهلا ـ<».", "ترحيب بالركاب", "في إطار"]
    {
        assert_eq!(text.matches(line).count(), 1, "{line} in {text}");
    }
    assert!(!text.contains("المطار") && !text.contains("حاشية"), "{text}");
    let found = folder.search(&["ركاب"]).finds();
    assert!(found.out().contains("ترحيب بالركاب"));
    folder.search(&["المحطة"]).finds();
    folder.warraq(&["verify"]).finds();
}

#[test]
fn without_headings_a_short_first_line_is_the_title() {
    let plain = |text: &str| paragraph("a", &run(text));
    let text = body(&[plain("وصول القطار"), plain("وصل القطار صباح اليوم إلى المحطة.")]);
    let folder = Folder::with("a.docx", document(&text)).ingested();
    assert_eq!(folder.search(&["القطار"]).finds().strings("title")[0], "وصول القطار");
    let text = body(&[plain("وصل القطار صباح اليوم إلى المحطة.")]);
    let folder = Folder::with("a.docx", document(&text)).ingested();
    assert_eq!(folder.search(&["القطار"]).finds().strings("title"), ["قالب قديم"]);
}

#[test]
fn documents_lie_in_archives_and_are_held_to_their_limits() {
    let packed = zip(&[("خبر.docx".to_owned(), story())]);
    let large = zip(&[("word/document.xml".to_owned(), vec![b' '; 3 << 20])]);
    let folder = Folder::with("a.zip", packed).and("large.docx", large);
    folder.ingest(&["--max-text", "2"]).finds().says("large.docx: it is larger than 2 MiB");
    assert_eq!(folder.search(&["القطار"]).finds().articles(), ["a.zip/خبر"]);
}

#[test]
fn what_is_broken_is_said_and_the_rest_read() {
    let whole = body(&[paragraph("a", &run("وصل القطار.")), paragraph("a", &run("ثم رحل."))]);
    let cut = &whole[..whole.find("رحل").expect("it is there")];
    let broken = whole.replace("رحل", "<!-- رحل");
    let folder = Folder::with("cut.docx", document(cut))
        .and("broken.docx", document(&broken))
        .and(
            "deep.docx",
            document(&format!("{}{}", paragraph("a", &run("وصل القطار.")), "<w:p>".repeat(1000))),
        )
        .and("none.docx", zip(&[("a.xml".to_owned(), b"<a/>".to_vec())]))
        .and("no.docx", "وصل القطار.")
        .and("empty.docx", "");
    folder
        .ingest(&[])
        .finds()
        .says("broken.docx: its XML is broken at byte")
        .says("deep.docx: its XML lies more than 512 elements deep at byte")
        .says("none.docx: it holds no word/document.xml")
        .says("no.docx: it is no Word document")
        .says("empty.docx: it is no Word document");
    let mut found = folder.search(&["القطار"]).finds().articles();
    found.sort();
    assert_eq!(found, ["broken", "cut", "deep"]);
    let mut found = folder.search(&["ثم"]).finds().articles();
    found.sort();
    assert_eq!(found, ["broken", "cut"]);
}
