//! From tables to the bytes that [`Gazetteer`] opens at once. Runs when the
//! program is built, and at an ingest with a user's own table (0.2 s for 30,000
//! entities); never at search.

use rustc_hash::FxHashMap;

use super::gazetteer::{Gazetteer, MAGIC, NameUse, NamedAs};
use super::latin::latin_key;
use super::table::{Class, Entity};
use crate::arabic::letters::is_arabic;
use crate::arabic::{Lexicon, is_common_noun, is_news_word, lexicon_flags, normalize, segment, stopwords};
use crate::document::stable_hash;
use crate::error::{Error, Result};

/// A Latin name shorter than this is no evidence in a text or a query
/// ("IS", "us" are words of English).
const SHORTEST_LATIN: usize = 3;
/// A one-word name of an unchecked place with fewer letters is left out of texts.
const SHORTEST_PLACE: usize = 4;
/// Most entities that one string may name; the least important are dropped.
const MOST_USES: usize = 40;

/// Strings and whom they name, in any order.
type Names = Vec<(String, NameUse)>;

/// Compiles entities; earlier ones win where a name is shared.
///
/// # Errors
/// When the maps cannot be built, which only exhausted memory explains.
pub fn compile(entities: &[Entity]) -> Result<Gazetteer> {
    let adjectives = adjectives_of(entities);
    let parts = read_in_parallel(entities, &adjectives)?;
    let (mut names, mut folded) = (Names::new(), Names::new());
    let (mut protected, mut related) = (Vec::new(), Vec::new());
    for part in parts {
        names.extend(part.names);
        folded.extend(part.folded);
        protected.extend(part.protected);
        related.extend(part.adjectives);
    }
    let mut ids: Vec<(String, u64)> =
        (0u64..).zip(entities).map(|(row, entity)| (entity.id.clone(), row)).collect();
    ids.sort_unstable();
    ids.dedup_by(|later, first| later.0 == first.0);
    let (lexicon, ids, rows, (names, folded, blob)) = std::thread::scope(|scope| {
        let lexicon = scope.spawn(|| Lexicon::build(protected, related));
        let rest = scope.spawn(|| Ok((fst_bytes(ids)?, rows(entities)?)));
        let mut blob = Vec::new();
        let names = with_places(names, &mut blob);
        let folded = with_places(folded, &mut blob);
        let names = fst_bytes(names).and_then(|names| Ok((names, fst_bytes(folded)?, blob)))?;
        let (ids, rows) = rest.join().map_err(stopped)??;
        Ok::<_, Error>((lexicon.join().map_err(stopped)??, ids, rows, names))
    })?;
    let parts = [names, folded, ids, blob, rows, lexicon.as_bytes().to_vec()];
    let mut content = Vec::new();
    for part in &parts {
        content.extend((part.len() as u64).to_le_bytes());
    }
    for part in &parts {
        content.extend(part);
    }
    let mut bytes = MAGIC.to_vec();
    bytes.extend(stable_hash(&content).to_le_bytes());
    bytes.extend(content);
    Gazetteer::from_bytes(bytes).map_err(Error::Usage)
}

fn stopped<T>(_: T) -> Error {
    Error::Usage("a thread that compiles the gazetteer stopped".to_owned())
}

/// What a share of the entities gives.
#[derive(Default)]
struct Part {
    names: Names,
    folded: Names,
    protected: Vec<(String, u64)>,
    adjectives: Vec<(String, String)>,
}

/// The names of all entities, on all cores, in the order of the entities.
fn read_in_parallel(entities: &[Entity], adjectives: &Adjectives) -> Result<Vec<Part>> {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let share = entities.len().div_ceil(cores).max(1);
    std::thread::scope(|scope| {
        let threads: Vec<_> = entities
            .chunks(share)
            .zip((0u32..).step_by(share))
            .map(|(chunk, first)| {
                scope.spawn(move || {
                    let mut part = Part::default();
                    for (row, entity) in (first..).zip(chunk) {
                        add_names(row, entity, adjectives, &mut part);
                        protect_words(entity, &mut part.protected);
                        relate_adjectives(entity, &mut part.adjectives);
                    }
                    part
                })
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().map_err(stopped)).collect()
    })
}

/// Nationality adjectives (norm level, without article) by country code.
type Adjectives = FxHashMap<String, Vec<String>>;

fn adjectives_of(entities: &[Entity]) -> Adjectives {
    let mut found = Adjectives::default();
    for country in entities.iter().filter(|entity| entity.kind == "country") {
        for code in &country.countries {
            let list = found.entry(code.clone()).or_default();
            for adjective in &country.adjectives {
                let masculine = normalize::exact_norm(adjective);
                list.push(format!("{masculine}ه"));
                list.push(masculine);
            }
        }
    }
    found
}

/// A body's name without the nationality at its end, by which its own press calls it: مجلس
/// النواب for مجلس النواب الليبي. It counts with a cue, as other weak names do.
fn without_nationality(entity: &Entity, phrase: &str, adjectives: &Adjectives) -> Option<String> {
    if entity.class != Class::Actor || entity.kind == "person" {
        return None;
    }
    let (rest, last) = phrase.rsplit_once(' ')?;
    let last = last.strip_prefix("ال")?;
    let is_nationality = entity
        .countries
        .iter()
        .filter_map(|code| adjectives.get(code))
        .any(|list| list.iter().any(|adjective| adjective == last));
    (is_nationality && rest.contains(' ')).then(|| rest.to_owned())
}

fn add_names(row: u32, entity: &Entity, adjectives: &Adjectives, part: &mut Part) {
    let is_weak = |name: &String| entity.weak.contains(name);
    let strong = |name: &String, as_what| if is_weak(name) { NamedAs::Weak } else { as_what };
    let mut arabic = vec![(&entity.name, strong(&entity.name, NamedAs::Name))];
    arabic.extend(entity.aliases.iter().map(|alias| (alias, strong(alias, NamedAs::Alias))));
    arabic.extend(entity.weak.iter().map(|weak| (weak, NamedAs::Weak)));
    for (name, named_as) in arabic {
        let phrase = normalize::phrase(name);
        if !entity.checked && is_ordinary(&phrase) {
            continue;
        }
        for spelling in spellings(&phrase) {
            part.names.push((spelling, NameUse { row, named_as }));
        }
        if let Some(bare) = without_nationality(entity, &phrase, adjectives) {
            part.names.push((bare, NameUse { row, named_as: NamedAs::Weak }));
        }
    }
    let latin = std::iter::once((&entity.latin, NamedAs::Name))
        .chain(entity.latin_aliases.iter().map(|alias| (alias, NamedAs::Alias)));
    for (name, named_as) in latin {
        let key = latin_key(name);
        if key.len() < SHORTEST_LATIN && key != *name {
            continue;
        }
        part.folded.push((key, NameUse { row, named_as }));
        // In an Arabic text a Latin name stands mostly in brackets after the
        // Arabic one; one entity is enough, and a far village is none.
        let is_important = entity.class == Class::Actor || entity.kind == "country";
        if is_important && name.chars().count() > SHORTEST_LATIN {
            part.names.push((normalize::phrase(name), NameUse { row, named_as }));
        }
    }
}

/// Whether an unchecked place's name is no evidence in a text: an ordinary word,
/// or too short to tell.
fn is_ordinary(phrase: &str) -> bool {
    !phrase.contains(' ') && (without_article(phrase).chars().count() < SHORTEST_PLACE || is_word(phrase))
}

fn without_article(word: &str) -> &str {
    word.strip_prefix("ال").unwrap_or(word)
}

/// Whether a name is a word of the news, with its article or a clitic or without.
fn is_word(name: &str) -> bool {
    let bare = without_article(name);
    let without_clitic = bare.strip_prefix(['و', 'ف', 'ب', 'ل', 'ك']).unwrap_or(bare);
    [name, bare, without_clitic].iter().any(|word| is_news_word(word) || stopwords::is_function_word(word))
}

/// A norm phrase and the other ways to write it: عبد الله is also written عبدالله,
/// and أبو by its case (أبي, أبا) or onto the next word.
#[must_use]
pub fn spellings(phrase: &str) -> Vec<String> {
    let mut found = vec![phrase.to_owned()];
    if phrase.contains("عبد ال") {
        found.push(phrase.replace("عبد ال", "عبدال"));
    }
    if phrase.contains("عبدال") {
        found.push(phrase.replace("عبدال", "عبد ال"));
    }
    for at in 0..found.len() {
        let words: Vec<String> = found[at].split(' ').map(str::to_owned).collect();
        let Some(father) = words.iter().position(|word| word == "ابو" || word == "ابي") else {
            continue;
        };
        for case in ["ابو", "ابي", "ابا"] {
            let mut other = words.clone();
            case.clone_into(&mut other[father]);
            found.push(other.join(" "));
        }
        if father + 1 < words.len() {
            let mut other = words.clone();
            let son = other.remove(father + 1);
            other[father] = format!("ابو{son}");
            found.push(other.join(" "));
        }
    }
    found
}

/// Words that analysis must not cut: one-word names, and every word of a person's
/// name; and the adjectives of places.
fn protect_words(entity: &Entity, protected: &mut Vec<(String, u64)>) {
    let is_person = entity.kind == "person";
    let is_country = entity.kind == "country";
    for name in std::iter::once(&entity.name).chain(&entity.aliases).chain(&entity.weak) {
        let words: Vec<&str> = segment::words(name).map(|span| span.of(name)).collect();
        let is_alone = words.len() == 1;
        if !is_alone && !is_person {
            continue;
        }
        for word in words {
            if !word.starts_with(is_arabic) {
                continue;
            }
            let exact = normalize::exact(word);
            let norm = normalize::norm(&exact).into_owned();
            let begins_with_al = norm.starts_with("ال");
            let own_al = begins_with_al && !exact.starts_with("ال");
            // Other names of a person may be titles (أمير دولة الكويت, المرشد الأعلى للثورة).
            let is_of_a_title = is_common_noun(&norm) || norm.starts_with("لل");
            if !is_alone && name != &entity.name && is_of_a_title {
                continue;
            }
            // A noun that is a part of a name (بوب دول) is cut as a noun.
            if !is_alone && is_common_noun(&norm) {
                continue;
            }
            if !entity.checked && (is_news_word(&norm) || !own_al && is_word(&norm)) {
                continue;
            }
            let mut flags = if entity.checked { lexicon_flags::NAME } else { lexicon_flags::PLACE };
            if own_al {
                flags |= lexicon_flags::OWN_AL;
            }
            if is_alone && entity.checked && !entity.weak.contains(name) {
                flags |= lexicon_flags::ALONE;
            }
            if begins_with_al && !own_al && is_country {
                let bare = without_article(&norm).to_owned();
                protected.push((bare, flags));
            }
            protected.push((norm, flags));
        }
    }
    for adjective in &entity.adjectives {
        protected.push((normalize::exact_norm(adjective), lexicon_flags::NATIONALITY));
    }
}

/// A place's one-word names with its adjectives (سوريا, سوري), and these with each
/// other (تركي, أتراك).
fn relate_adjectives(entity: &Entity, related: &mut Vec<(String, String)>) {
    if let Some((first, others)) = entity.adjectives.split_first() {
        related.extend(others.iter().map(|other| (first.clone(), other.clone())));
    }
    for name in std::iter::once(&entity.name).chain(&entity.aliases) {
        if segment::words(name).count() == 1 && !entity.weak.contains(name) {
            related.extend(entity.adjectives.iter().map(|adjective| (name.clone(), adjective.clone())));
        }
    }
}

/// Each string once, in order, with the place of its entities in `blob`.
fn with_places(mut names: Names, blob: &mut Vec<u8>) -> Vec<(String, u64)> {
    names.retain(|(key, _)| !key.is_empty());
    // Of several uses by one entity the best stays; entities stay in their order.
    names.sort_by(|(a, first), (b, second)| {
        (a, first.row, first.named_as).cmp(&(b, second.row, second.named_as))
    });
    names.dedup_by(|(later, use_later), (key, first)| later == key && use_later.row == first.row);
    let mut placed = Vec::new();
    for group in names.chunk_by(|(a, _), (b, _)| a == b) {
        placed.push((group[0].0.clone(), blob.len() as u64));
        let uses = &group[..group.len().min(MOST_USES)];
        blob.push(u8::try_from(uses.len()).unwrap_or(u8::MAX));
        for (_, name_use) in uses {
            blob.extend(name_use.row.to_le_bytes());
            blob.push(name_use.named_as.code());
        }
    }
    placed
}

/// A map of strings that are sorted and differ.
fn fst_bytes(entries: Vec<(String, u64)>) -> Result<Vec<u8>> {
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
    let parents: FxHashMap<&str, Option<&str>> = entities
        .iter()
        .filter(|entity| entity.class == Class::Location)
        .map(|entity| (entity.id.as_str(), entity.parent.as_deref()))
        .collect();
    for entity in entities {
        starts.extend(start(&data));
        let compiled = Entity { ancestors: ancestors(entity, &parents), ..entity.clone() };
        serde_json::to_writer(&mut data, &compiled).map_err(fail)?;
    }
    starts.extend(start(&data));
    starts.extend(data);
    Ok(starts)
}

/// The places that hold a location, nearest first.
fn ancestors(entity: &Entity, parents: &FxHashMap<&str, Option<&str>>) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut parent = entity.parent.as_deref().filter(|_| entity.class == Class::Location);
    // A user's file could make a circle; six levels are more than any gazetteer has.
    while let Some(id) = parent.filter(|id| found.len() < 6 && !found.iter().any(|known| known == id)) {
        found.push(id.to_owned());
        parent = parents.get(id).copied().flatten();
    }
    found
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use crate::entity::{Tagger, table};

    const TABLE: &str = "id\ttype\tcountry\tname_ar\tadjectives_ar\n\
        hor\tgovernment\tLY\tمجلس النواب الليبي\t\n\
        iso:LY\tcountry\tLY\tليبيا\tليبي\n";

    #[test]
    fn a_body_is_known_without_its_nationality_where_its_country_is_named() {
        let entities = table::parse(TABLE, Path::new("t.tsv")).unwrap();
        let mut tagger = Tagger::new(super::compile(&entities).unwrap());
        let mut is_named =
            |text: &str| tagger.tag_text(text).mentions.iter().any(|mention| mention.entity.id == "hor");
        assert!(is_named("قرر مجلس النواب الليبي ذلك"));
        assert!(is_named("قرر مجلس النواب ذلك في ليبيا"));
        assert!(!is_named("قرر مجلس النواب ذلك"));
    }
}
