//! From tables to the bytes that [`Gazetteer`] opens at once. Runs at ingest
//! (0.2 s for 30,000 entities), never at search.

use std::collections::BTreeMap;

use super::gazetteer::{Gazetteer, NameUse, NamedAs, MAGIC};
use super::latin::fold_latin;
use super::table::{Class, Entity};
use crate::arabic::letters::is_arabic;
use crate::arabic::{lexicon_flags, normalize, segment, stopwords, Lexicon};
use crate::error::{Error, Result};

/// A Latin name shorter than this is no evidence in a text or a query
/// ("IS", "us" are words of English).
const SHORTEST_LATIN: usize = 3;
/// A one-word name of an unchecked place with fewer letters is left out of texts.
const SHORTEST_PLACE: usize = 4;
/// Most entities that one string may name; the least important are dropped.
const MOST_USES: usize = 40;

type Uses = BTreeMap<String, Vec<NameUse>>;

/// Compiles entities; earlier ones win where a name is shared.
///
/// # Errors
/// When the maps cannot be built, which only exhausted memory explains.
pub fn compile(entities: &[Entity]) -> Result<Gazetteer> {
    let mut names = Uses::new();
    let mut folded = Uses::new();
    let mut ids = BTreeMap::new();
    let mut protected = Vec::new();
    let words = Lexicon::build([])?;
    for (row, entity) in (0u32..).zip(entities) {
        ids.insert(entity.id.clone(), u64::from(row));
        add_names(row, entity, &words, &mut names, &mut folded);
        protect_words(entity, &mut protected);
    }
    let lexicon = Lexicon::build(protected)?;
    let mut blob = Vec::new();
    let names = with_places(names, &mut blob);
    let folded = with_places(folded, &mut blob);
    let parts = [
        fst_bytes(names)?,
        fst_bytes(folded)?,
        fst_bytes(ids)?,
        blob,
        rows(entities)?,
        lexicon.as_bytes().to_vec(),
    ];
    let mut bytes = MAGIC.to_vec();
    for part in &parts {
        bytes.extend((part.len() as u64).to_le_bytes());
    }
    for part in &parts {
        bytes.extend(part);
    }
    Gazetteer::from_bytes(bytes).map_err(Error::Usage)
}

fn add_names(row: u32, entity: &Entity, words: &Lexicon, names: &mut Uses, folded: &mut Uses) {
    let is_weak = |name: &String| entity.weak.contains(name);
    let strong = |name: &String, as_what| if is_weak(name) { NamedAs::Weak } else { as_what };
    let mut arabic = vec![(&entity.name, strong(&entity.name, NamedAs::Name))];
    arabic.extend(entity.aliases.iter().map(|alias| (alias, strong(alias, NamedAs::Alias))));
    arabic.extend(entity.weak.iter().map(|weak| (weak, NamedAs::Weak)));
    for (name, named_as) in arabic {
        if !entity.checked && is_ordinary(&normalize::phrase(name), words) {
            continue;
        }
        for spelling in spellings(&normalize::phrase(name)) {
            add(names, spelling, NameUse { row, named_as });
        }
    }
    let latin = std::iter::once((&entity.latin, NamedAs::Name))
        .chain(entity.latin_aliases.iter().map(|alias| (alias, NamedAs::Alias)));
    for (name, named_as) in latin {
        let key = fold_latin(name);
        if key.len() < SHORTEST_LATIN {
            continue;
        }
        add(folded, key, NameUse { row, named_as });
        // In an Arabic text a Latin name stands mostly in brackets after the
        // Arabic one; one entity is enough, and a far village is none.
        let is_important = entity.class == Class::Actor || entity.kind == "country";
        if is_important && name.chars().count() > SHORTEST_LATIN {
            add(names, normalize::phrase(name), NameUse { row, named_as });
        }
    }
}

/// Whether an unchecked place's name is a word of the news, with its article or
/// a clitic or without, or too short to tell.
fn is_ordinary(phrase: &str, words: &Lexicon) -> bool {
    if phrase.contains(' ') {
        return false;
    }
    let bare = phrase.strip_prefix("ال").unwrap_or(phrase);
    let without_clitic = bare.strip_prefix(['و', 'ف', 'ب', 'ل', 'ك']).unwrap_or(bare);
    bare.chars().count() < SHORTEST_PLACE
        || [phrase, bare, without_clitic]
            .iter()
            .any(|word| words.is_word(word) || stopwords::is_function_word(word))
}

/// A norm phrase and the other ways to write it that only move a space:
/// عبد الله is also written عبدالله.
fn spellings(phrase: &str) -> Vec<String> {
    let mut found = vec![phrase.to_owned()];
    if phrase.contains("عبد ال") {
        found.push(phrase.replace("عبد ال", "عبدال"));
    }
    if phrase.contains("عبدال") {
        found.push(phrase.replace("عبدال", "عبد ال"));
    }
    found
}

fn add(uses: &mut Uses, key: String, name_use: NameUse) {
    if key.is_empty() {
        return;
    }
    let list = uses.entry(key).or_default();
    if let Some(known) = list.iter_mut().find(|known| known.row == name_use.row) {
        known.named_as = known.named_as.min(name_use.named_as);
    } else if list.len() < MOST_USES {
        list.push(name_use);
    }
}

/// Words that analysis must not cut: one-word names, and every word of a person's name.
fn protect_words(entity: &Entity, protected: &mut Vec<(String, u64)>) {
    let is_person = entity.kind == "person";
    let is_country = entity.kind == "country";
    for name in std::iter::once(&entity.name).chain(&entity.aliases).chain(&entity.weak) {
        let words: Vec<&str> = segment::words(name).map(|span| span.of(name)).collect();
        if words.len() > 1 && !is_person {
            continue;
        }
        for word in words.iter().filter(|_| entity.checked) {
            if !word.starts_with(is_arabic) {
                continue;
            }
            let exact = normalize::exact(word);
            let norm = normalize::norm(&exact).into_owned();
            let begins_with_al = norm.starts_with("ال");
            let own_al = begins_with_al && !exact.starts_with("ال");
            let mut flags = lexicon_flags::NAME;
            if own_al {
                flags |= lexicon_flags::WHOLE;
            }
            if is_country {
                flags |= lexicon_flags::COUNTRY;
            }
            if begins_with_al && !own_al && is_country {
                let bare = norm.trim_start_matches("ال").to_owned();
                protected.push((bare, flags));
            }
            protected.push((norm, flags));
        }
    }
}

fn with_places(uses: Uses, blob: &mut Vec<u8>) -> BTreeMap<String, u64> {
    uses.into_iter()
        .map(|(key, list)| {
            let place = blob.len() as u64;
            blob.push(u8::try_from(list.len()).unwrap_or(u8::MAX));
            for name_use in list {
                blob.extend(name_use.row.to_le_bytes());
                blob.push(name_use.named_as.code());
            }
            (key, place)
        })
        .collect()
}

fn fst_bytes(entries: BTreeMap<String, u64>) -> Result<Vec<u8>> {
    let fail = |error: fst::Error| Error::Usage(format!("the gazetteer cannot be compiled: {error}"));
    let mut builder = fst::raw::Builder::memory();
    for (key, value) in entries {
        builder.insert(key, value).map_err(fail)?;
    }
    builder.into_inner().map_err(fail)
}

fn rows(entities: &[Entity]) -> Result<Vec<u8>> {
    let fail = |error: serde_json::Error| Error::Usage(format!("the gazetteer cannot be compiled: {error}"));
    let table = (entities.len() + 1) * 4;
    let mut starts = Vec::with_capacity(table);
    let mut data = Vec::new();
    let start = |data: &Vec<u8>| u32::try_from(table + data.len()).unwrap_or(u32::MAX).to_le_bytes();
    for entity in entities {
        starts.extend(start(&data));
        serde_json::to_writer(&mut data, entity).map_err(fail)?;
    }
    starts.extend(start(&data));
    starts.extend(data);
    Ok(starts)
}
