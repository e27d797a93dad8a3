//! Finds out what a query means in an archive: which words at which level,
//! which entities, which spellings; and writes the plan and the interpretation.

use super::ast::{Closeness, Field, Occur, Query};
use super::interpretation::{Interpretation, Understood};
use super::plan::{Plan, Scope, Spans, WeightedTerm};
use crate::arabic::{Analyzer, Lexicon, normalize, segment, stopwords};
use crate::document::Day;
use crate::entity::{Class, Entity, Gazetteer, NamedAs};
use crate::error::{Error, Result};
use crate::index::{Archive, terms};

/// Weight of a match in another spelling of the same word, 1 being as typed.
const NORM_WEIGHT: f32 = 0.95;
/// Weight of a match in another form of the word (clitics, inflection).
const STEM_WEIGHT: f32 = 0.85;
/// Factor on a word found by prefix or fuzzy search.
const EXPANDED_WEIGHT: f32 = 0.7;
/// Factor on the single words of a name of several words, beside the name itself.
const PARTS_OF_A_NAME: f32 = 0.3;
/// Factor on an ambiguous name's match as a mere word: القائم as an adjective.
const WEAK_NAME_AS_WORD: f32 = 0.6;
/// Most entities that an ambiguous name stands for.
const MOST_BEARERS: usize = 5;
/// Factor for each edit that a fuzzy word is away from what was typed.
const EDIT_WEIGHT: f32 = 0.5;
/// Most words of the index that a prefix or fuzzy word may stand for.
const MOST_EXPANSIONS: usize = 200;
/// How many words are offered for one that no passage holds.
const MOST_SUGGESTIONS: usize = 3;
/// Longest name in words that is looked for in a query.
const LONGEST_NAME: usize = 8;
/// Words up to this many letters allow one edit in fuzzy search, longer ones two.
const SHORT_WORD: usize = 4;
/// How many names of an entity are shown.
const MOST_NAMES_SHOWN: usize = 6;

/// Restrictions that come beside the query text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filters {
    /// Names or ids; each must be named in the passage.
    pub actors: Vec<String>,
    /// Names or ids; each, or a place inside it, must be named in the passage.
    pub locations: Vec<String>,
    /// Newspaper sections or in-article headings, any of them.
    pub sections: Vec<String>,
    /// Outlets, any of them.
    pub sources: Vec<String>,
    /// First day.
    pub from: Option<Day>,
    /// Last day.
    pub to: Option<Day>,
}

/// How to understand a query.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Options {
    /// Take words as words, never as names of entities.
    pub literal: bool,
}

/// What a query means in this archive. `None` stands for "everything".
///
/// # Errors
/// When a field names somebody unknown, a date cannot be read, or the index fails.
pub fn interpret(
    query: Option<&Query>,
    filters: &Filters,
    options: Options,
    archive: &Archive,
) -> Result<(Plan, Interpretation)> {
    let gazetteer = archive.gazetteer();
    let analyzer = Analyzer::new(gazetteer.lexicon().clone());
    let mut reader = Reader { archive, gazetteer, analyzer, options, parts: Vec::new() };
    let mut must = Vec::new();
    let asked = match query {
        Some(query) => reader.plan(query)?,
        None => Plan::Everything,
    };
    for (name, role) in filters
        .actors
        .iter()
        .map(|n| (n, Field::Actor))
        .chain(filters.locations.iter().map(|n| (n, Field::Location)))
    {
        must.push(reader.entity_field(role, name)?);
    }
    for (names, field) in [(&filters.sections, Field::Section), (&filters.sources, Field::Source)] {
        let any: Vec<Plan> = names.iter().map(|name| reader.key_field(field, name)).collect();
        if !any.is_empty() {
            must.push(Plan::Any(any));
        }
    }
    if filters.from.is_some() || filters.to.is_some() {
        must.push(reader.days(filters.from, filters.to));
    }
    let plan = if must.is_empty() {
        asked
    } else {
        must.insert(0, asked);
        Plan::All(must)
    };
    Ok((plan, Interpretation { parts: reader.parts }))
}

struct Reader<'a> {
    archive: &'a Archive,
    gazetteer: &'a Gazetteer,
    analyzer: Analyzer,
    options: Options,
    parts: Vec<Understood>,
}

impl Reader<'_> {
    fn plan(&mut self, query: &Query) -> Result<Plan> {
        match query {
            Query::Word { text, closeness: Closeness::Stem } if !self.options.literal => {
                match self.name(text) {
                    Some((row, _)) => self.named(text, row, 1),
                    None => self.word(text, Scope::Everywhere, 1.0),
                }
            }
            Query::Word { text, closeness } => self.word_by(text, *closeness),
            Query::Phrase { text, slop, exact } => self.phrase(text, *slop, *exact),
            Query::Near { .. } => {
                let spans = self.spans(query)?;
                Ok(Plan::Spans { spans, scope: Scope::Everywhere, boost: 1.0 })
            }
            Query::Field { field, value, position } => self.field(*field, value, *position),
            Query::And(members) => Ok(Plan::All(self.all(members)?)),
            Query::Or(members) => Ok(Plan::Any(self.all(members)?)),
            Query::Bag(members) => self.bag(members),
        }
    }

    fn all(&mut self, members: &[Query]) -> Result<Vec<Plan>> {
        members.iter().map(|member| self.plan(member)).collect()
    }

    /// Words beside each other: runs of them that are a name become one member.
    fn bag(&mut self, members: &[(Occur, Query)]) -> Result<Plan> {
        let (mut must, mut should, mut not) = (Vec::new(), Vec::new(), Vec::new());
        let mut left_out = Vec::new();
        let mut at = 0;
        while at < members.len() {
            let (occur, query) = &members[at];
            if *occur == Occur::Should
                && let Some((length, typed, row)) = self.name_at(members, at)
            {
                should.push(self.named(&typed, row, length)?);
                at += length;
                continue;
            }
            at += 1;
            if *occur == Occur::Should
                && let Query::Word { text, closeness: Closeness::Stem } = query
                && stopwords::is_function_word(&normalize::exact_norm(text))
            {
                left_out.push((text.clone(), query));
                continue;
            }
            let is_field = matches!(query, Query::Field { .. });
            let plan = self.plan(query)?;
            match occur {
                Occur::MustNot => not.push(plan),
                Occur::Must => must.push(plan),
                // A field restricts, wherever it stands.
                Occur::Should if is_field => must.push(plan),
                Occur::Should => should.push(plan),
            }
        }
        if should.is_empty() && must.is_empty() && !left_out.is_empty() {
            // Nothing but function words: then they are what is asked for.
            for (_, query) in left_out.drain(..) {
                should.push(self.plan(query)?);
            }
        }
        if !left_out.is_empty() {
            let words = left_out.into_iter().map(|(word, _)| word).collect();
            self.parts.push(Understood::Left { words });
        }
        if must.is_empty() && should.is_empty() {
            must.push(Plan::Everything);
        }
        Ok(match (must.len(), should.len(), not.len()) {
            (1, 0, 0) => must.remove(0),
            (0, 1, 0) => should.remove(0),
            _ => Plan::Bag { must, should, not },
        })
    }

    /// The longest run of plain words from `at` that is a name of several words
    /// or a single word's name.
    fn name_at(&self, members: &[(Occur, Query)], at: usize) -> Option<(usize, String, u32)> {
        if self.options.literal {
            return None;
        }
        let run: Vec<&str> = members[at..]
            .iter()
            .take(LONGEST_NAME)
            .map_while(|(occur, query)| match query {
                Query::Word { text, closeness: Closeness::Stem } if *occur == Occur::Should => {
                    Some(text.as_str())
                }
                // Hyphens inside a Latin name: Deir ez-Zor.
                Query::Phrase { text, slop: 0, exact: false }
                    if *occur == Occur::Should && text.contains('-') =>
                {
                    Some(text.as_str())
                }
                _ => None,
            })
            .collect();
        (1..=run.len()).rev().find_map(|length| {
            let typed = run[..length].join(" ");
            self.name(&typed).map(|(row, _)| (length, typed, row))
        })
    }

    /// The entity that a typed text names, likeliest first.
    fn name(&self, typed: &str) -> Option<(u32, NamedAs)> {
        let uses = self.uses(typed);
        let best = uses.first().copied()?;
        let is_function_word = stopwords::is_function_word(&normalize::exact_norm(typed));
        (!is_function_word).then_some(best)
    }

    /// Whom a text may name, clitics taken off when the text as it stands names nobody.
    fn uses(&self, typed: &str) -> Vec<(u32, NamedAs)> {
        let uses = self.gazetteer.named(typed);
        let mut found: Vec<(u32, NamedAs)> = uses.iter().map(|u| (u.row, u.named_as)).collect();
        if found.is_empty() {
            for shorter in without_clitics(typed, self.gazetteer.lexicon()) {
                found = self.gazetteer.named(&shorter).iter().map(|u| (u.row, u.named_as)).collect();
                if !found.is_empty() {
                    break;
                }
            }
        }
        found
    }

    /// Words that are a name: the entity or the words, whichever a passage has more of.
    fn named(&mut self, typed: &str, row: u32, words: usize) -> Result<Plan> {
        let Some(entity) = self.gazetteer.entity(row) else {
            return self.word(typed, Scope::Everywhere, 1.0);
        };
        self.note_entity(typed, &entity);
        // A weak name (an ordinary word, a family name) may mean any of those
        // that bear it; as a word alone it counts less than as a mention.
        let uses = self.uses(typed);
        let is_weak = uses.iter().all(|(_, named_as)| *named_as == NamedAs::Weak);
        let bearers: Vec<Entity> = if is_weak {
            uses.iter().take(MOST_BEARERS).filter_map(|(row, _)| self.gazetteer.entity(*row)).collect()
        } else {
            vec![entity.clone()]
        };
        let as_word = if is_weak { WEAK_NAME_AS_WORD } else { 1.0 };
        let mut mention = vec![
            bearers.iter().map(|bearer| weighted(terms::of_entity(&bearer.id), 1.0)).collect::<Vec<_>>(),
        ];
        let tokens = self.analyzer.tokens(typed);
        if let [token] = tokens.as_slice() {
            let forms = std::sync::Arc::clone(&token.forms);
            let mut levels = self.levels(&forms);
            levels.iter_mut().for_each(|term| term.weight *= as_word);
            mention.push(levels);
            // The Arabic name of what was typed in Latin letters.
            if typed.is_ascii()
                && segment::words(&entity.name).count() == 1
                && !entity.weak.contains(&entity.name)
            {
                let forms = self.analyzer.word(&entity.name);
                mention.push(self.levels(&forms));
            }
            return Ok(Plan::Word { readings: mention, scope: Scope::Everywhere, boost: 1.0 });
        }
        let boost = f32::from(u16::try_from(words.max(tokens.len())).unwrap_or(1)).sqrt();
        let whole = Plan::Word { readings: mention, scope: Scope::Everywhere, boost };
        let mut members = vec![whole];
        if let Some(spans) = self.ordered(typed, 0, false)? {
            members.push(Plan::Spans { spans, scope: Scope::Everywhere, boost: boost * as_word });
        }
        let parts = tokens
            .iter()
            .filter(|token| !stopwords::is_function_word(token.forms.norm()))
            .map(|token| Plan::Word {
                readings: vec![self.levels(&token.forms)],
                scope: Scope::Everywhere,
                boost: PARTS_OF_A_NAME,
            })
            .collect();
        members.push(Plan::Bag { must: Vec::new(), should: parts, not: Vec::new() });
        Ok(Plan::Best(members))
    }

    fn note_entity(&mut self, typed: &str, entity: &Entity) {
        let others = self.uses(typed);
        let not_taken: Vec<String> = others
            .iter()
            .filter_map(|(row, _)| self.gazetteer.entity(*row))
            .filter(|other| other.id != entity.id)
            .take(3)
            .map(|other| format!("{} ({})", other.name, other.id))
            .collect();
        let also: Vec<String> =
            entity.aliases.iter().filter(|alias| **alias != typed).take(MOST_NAMES_SHOWN).cloned().collect();
        self.parts.push(Understood::Entity {
            typed: typed.to_owned(),
            role: if entity.class == Class::Actor { "actor" } else { "location" },
            id: entity.id.clone(),
            name: entity.name.clone(),
            also_matched: also,
            not_taken,
        });
    }

    /// One word at all levels.
    fn word(&mut self, text: &str, scope: Scope, boost: f32) -> Result<Plan> {
        let forms = self.analyzer.word(text);
        let levels = self.levels(&forms);
        let mut known = false;
        for level in &levels {
            known = known || self.archive.passages_with(&level.term)? > 0;
        }
        if known {
            self.parts.push(Understood::Words {
                typed: text.to_owned(),
                taken_as: forms.stems().map(str::to_owned).collect(),
            });
        } else if scope == Scope::Everywhere {
            let did_you_mean = self.suggestions(forms.norm())?;
            self.parts.push(Understood::Unknown { typed: text.to_owned(), did_you_mean });
        }
        Ok(Plan::Word { readings: vec![levels], scope, boost })
    }

    fn suggestions(&self, norm: &str) -> Result<Vec<String>> {
        let near = self.archive.terms_near(norm, allowed_edits(norm), MOST_SUGGESTIONS * 4)?;
        let mut found: Vec<String> = Vec::new();
        for term in near {
            if let Some(spelling) = terms::spelling(&term.term).map(str::to_owned)
                && !found.contains(&spelling)
            {
                found.push(spelling);
            }
        }
        found.truncate(MOST_SUGGESTIONS);
        Ok(found)
    }

    /// The terms of a word, closest level first; a term counts at its closest level only.
    fn levels(&self, forms: &crate::arabic::WordForms) -> Vec<WeightedTerm> {
        let mut found: Vec<WeightedTerm> = Vec::new();
        let mut add = |terms: Vec<String>, weight: f32| {
            for term in terms {
                if !found.iter().any(|known| known.term == term) {
                    found.push(weighted(term, weight));
                }
            }
        };
        add(terms::at_exact(forms.exact()), 1.0);
        add(terms::at_norm(forms.norm()), NORM_WEIGHT);
        for stem in forms.stems() {
            add(terms::at_stem(stem, self.is_own_stem(stem)), STEM_WEIGHT);
        }
        found
    }

    fn is_own_stem(&self, stem: &str) -> bool {
        crate::arabic::stem::readings(stem, stem, self.gazetteer.lexicon())
            .iter()
            .any(|reading| reading == stem)
    }

    fn word_by(&mut self, text: &str, closeness: Closeness) -> Result<Plan> {
        let forms = self.analyzer.word(text);
        let readings = match closeness {
            Closeness::Stem => return self.word(text, Scope::Everywhere, 1.0),
            Closeness::Exact => {
                self.parts.push(Understood::Words {
                    typed: format!("={text}"),
                    taken_as: vec![forms.exact().to_owned()],
                });
                vec![weighted(terms::at_exact(forms.exact()).remove(0), 1.0)]
            }
            Closeness::Prefix => {
                let (found, all) = self.archive.terms_with_prefix(forms.norm(), MOST_EXPANSIONS)?;
                self.note_expansion(&format!("{text}*"), &found, all);
                found.into_iter().map(|term| weighted(term.term, EXPANDED_WEIGHT)).collect()
            }
            Closeness::Fuzzy => {
                let mut list = self.levels(&forms);
                let mut found = Vec::new();
                let mut weight = 1.0;
                for edits in 1..=allowed_edits(forms.norm()) {
                    weight *= EDIT_WEIGHT;
                    for spelling in std::iter::once(forms.norm()).chain(forms.stems()) {
                        for term in self.archive.terms_near(spelling, edits, MOST_EXPANSIONS)? {
                            if !list.iter().any(|known| known.term == term.term) {
                                list.push(weighted(term.term.clone(), weight));
                                found.push(term);
                            }
                        }
                    }
                }
                let all = found.len();
                self.note_expansion(&format!("{text}~"), &found, all);
                list
            }
        };
        Ok(Plan::Word { readings: vec![readings], scope: Scope::Everywhere, boost: 1.0 })
    }

    fn note_expansion(&mut self, typed: &str, found: &[crate::index::VocabularyTerm], all: usize) {
        let mut spellings: Vec<String> = Vec::new();
        for term in found {
            if let Some(spelling) = terms::spelling(&term.term)
                && !spellings.iter().any(|known| known == spelling)
            {
                spellings.push(spelling.to_owned());
            }
        }
        if spellings.is_empty() {
            self.parts.push(Understood::Unknown { typed: typed.to_owned(), did_you_mean: Vec::new() });
            return;
        }
        spellings.truncate(MOST_NAMES_SHOWN);
        self.parts.push(Understood::Words { typed: typed.to_owned(), taken_as: spellings });
        if found.len() < all {
            self.parts.push(Understood::Partial {
                reason: format!(
                    "{typed} stands for {all} terms; the {} most frequent were searched",
                    found.len()
                ),
            });
        }
    }

    fn phrase(&mut self, text: &str, slop: u32, exact: bool) -> Result<Plan> {
        let spans = self.ordered(text, slop, exact)?;
        self.note_phrase(text);
        Ok(match spans {
            Some(spans) => Plan::Spans { spans, scope: Scope::Everywhere, boost: 1.0 },
            None => Plan::Nothing,
        })
    }

    fn note_phrase(&mut self, text: &str) {
        let tokens = self.analyzer.tokens(text);
        let stems: Vec<&str> = tokens.iter().filter_map(|token| token.forms.stems().next()).collect();
        let typed = format!("\"{text}\"");
        self.parts.push(Understood::Words { typed, taken_as: vec![stems.join(" ")] });
    }

    /// The words of a text in their order; `None` when it has none.
    fn ordered(&mut self, text: &str, slop: u32, exact: bool) -> Result<Option<Spans>> {
        let mut members: Vec<Spans> = Vec::new();
        for token in self.analyzer.tokens(text) {
            let terms = if exact {
                terms::at_exact(token.forms.exact())
            } else {
                self.levels(&token.forms).into_iter().map(|weighted| weighted.term).collect()
            };
            members.push(Spans::Terms(terms));
        }
        Ok(match members.len() {
            0 => None,
            1 => Some(members.remove(0)),
            _ => Some(Spans::Ordered { members, slop }),
        })
    }

    /// A query whose matches have a place.
    fn spans(&mut self, query: &Query) -> Result<Spans> {
        Ok(match query {
            Query::Word { text, closeness } => {
                match self.plan(&Query::Word { text: text.clone(), closeness: *closeness })? {
                    Plan::Word { readings, .. } => {
                        Spans::Terms(readings.into_iter().flatten().map(|weighted| weighted.term).collect())
                    }
                    _ => Spans::Terms(Vec::new()),
                }
            }
            Query::Phrase { text, slop, exact } => {
                self.note_phrase(text);
                self.ordered(text, *slop, *exact)?.unwrap_or(Spans::Terms(Vec::new()))
            }
            Query::Near { left, right, distance } => {
                Spans::Near { members: vec![self.spans(left)?, self.spans(right)?], distance: *distance }
            }
            Query::Field { field, value, .. } => match self.entity_field(*field, value)? {
                Plan::Word { readings, .. } => {
                    Spans::Terms(readings.into_iter().flatten().map(|weighted| weighted.term).collect())
                }
                _ => Spans::Terms(Vec::new()),
            },
            Query::Or(members) => {
                Spans::Any(members.iter().map(|member| self.spans(member)).collect::<Result<_>>()?)
            }
            // The parser lets no other query stand beside NEAR.
            Query::And(_) | Query::Bag(_) => Spans::Terms(Vec::new()),
        })
    }

    fn field(&mut self, field: Field, value: &str, position: usize) -> Result<Plan> {
        match field {
            Field::Actor | Field::Location => self.entity_field(field, value),
            Field::Section | Field::Source => Ok(self.key_field(field, value)),
            Field::Title => {
                let mut members = Vec::new();
                for span in segment::words(value) {
                    members.push(self.word(span.of(value), Scope::Title, 1.0)?);
                }
                Ok(Plan::All(members))
            }
            Field::Date => {
                let (from, to) = days_of(value).ok_or_else(|| Error::Query {
                    query: value.to_owned(),
                    position,
                    found: format!("“{value}”"),
                    expected: "a day, month or year (2017-11-19, 2017-11, 2017) or two with .. between them"
                        .to_owned(),
                })?;
                Ok(self.days(from, to))
            }
        }
    }

    fn entity_field(&mut self, field: Field, name: &str) -> Result<Plan> {
        let role = if field == Field::Actor { "actor" } else { "location" };
        let fits = |entity: &Entity| match field {
            // A state acts too: actor:روسيا.
            Field::Actor => entity.class == Class::Actor || entity.kind == "country",
            _ => entity.class == Class::Location,
        };
        let found: Vec<Entity> = self
            .uses(name)
            .into_iter()
            .filter_map(|(row, _)| self.gazetteer.entity(row))
            .filter(|entity| fits(entity))
            .collect();
        // A name that several share means those the archive names, most often named first.
        let mut counted = Vec::with_capacity(found.len());
        for entity in found {
            let direct = self.archive.passages_with(&terms::of_entity(&entity.id))?;
            let within = self.archive.passages_with(&terms::within(&entity.id))?;
            counted.push((direct + within, entity));
        }
        counted.sort_by_key(|(passages, _)| std::cmp::Reverse(*passages));
        let Some((_, entity)) = counted.first() else {
            return Err(Error::UnknownEntity { name: name.to_owned(), role, near: Vec::new() });
        };
        let entity = entity.clone();
        self.note_entity(&format!("{role}:{name}"), &entity);
        let mut list = vec![weighted(terms::of_entity(&entity.id), 1.0)];
        if field == Field::Location {
            list.push(weighted(terms::within(&entity.id), STEM_WEIGHT));
        }
        Ok(Plan::Word { readings: vec![list], scope: Scope::Everywhere, boost: 1.0 })
    }

    fn key_field(&mut self, field: Field, value: &str) -> Plan {
        let phrase = normalize::phrase(value);
        if field == Field::Source {
            self.parts.push(Understood::Filter { typed: format!("source: {value}") });
            return Plan::Key(format!("source:{phrase}"));
        }
        self.parts.push(Understood::Filter { typed: format!("section: {value}") });
        let key = Plan::Key(format!("section:{phrase}"));
        match self.ordered(value, 0, false) {
            Ok(Some(spans)) => Plan::Any(vec![key, Plan::Spans { spans, scope: Scope::Heading, boost: 0.0 }]),
            _ => key,
        }
    }

    fn days(&mut self, from: Option<Day>, to: Option<Day>) -> Plan {
        let number =
            |day: Day| i64::from(day.year()) * 10_000 + i64::from(day.month()) * 100 + i64::from(day.day());
        let shown = |day: Option<Day>| day.map(|day| day.to_string()).unwrap_or_default();
        self.parts.push(Understood::Filter { typed: format!("date: {}..{}", shown(from), shown(to)) });
        Plan::Days { from: from.map_or(i64::MIN + 1, number), to: to.map_or(i64::MAX - 1, number) }
    }
}

fn weighted(term: String, weight: f32) -> WeightedTerm {
    WeightedTerm { term, weight }
}

fn allowed_edits(norm: &str) -> u8 {
    if norm.chars().count() <= SHORT_WORD { 1 } else { 2 }
}

/// A typed name without its leading clitics, likeliest first.
fn without_clitics(typed: &str, lexicon: &Lexicon) -> Vec<String> {
    let norm = normalize::phrase(typed);
    let first = norm.split(' ').next().unwrap_or_default();
    if lexicon.knows(first) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for (clitic, instead) in [
        ("ولل", "ال"),
        ("لل", "ال"),
        ("وب", ""),
        ("ول", ""),
        ("و", ""),
        ("ف", ""),
        ("ب", ""),
        ("ل", ""),
        ("ك", ""),
    ] {
        if let Some(rest) = norm.strip_prefix(clitic)
            && rest.chars().count() > 2
        {
            found.push(format!("{instead}{rest}"));
        }
    }
    found
}

/// Days named by `2017-11-19`, `2017-11`, `2017`, or two of them around `..`,
/// either of which may be missing.
fn days_of(value: &str) -> Option<(Option<Day>, Option<Day>)> {
    let (from, to) = value.split_once("..").unwrap_or((value, value));
    if from.is_empty() && to.is_empty() {
        return None;
    }
    let start = if from.is_empty() { None } else { Some(bounds(from)?.0) };
    let end = if to.is_empty() { None } else { Some(bounds(to)?.1) };
    Some((start, end))
}

/// First and last day of a day, month or year.
#[must_use]
pub fn bounds(text: &str) -> Option<(Day, Day)> {
    let ascii: String = text.trim().chars().filter(|c| !crate::arabic::letters::is_ignorable(*c)).collect();
    let ascii = ascii.split('-').map(normalize::exact).collect::<Vec<_>>().join("-");
    let mut parts = ascii.split('-');
    let year: i16 = parts.next()?.parse().ok()?;
    let month: Option<i8> = parts.next().map(str::parse).transpose().ok()?;
    let day: Option<i8> = parts.next().map(str::parse).transpose().ok()?;
    if parts.next().is_some() {
        return None;
    }
    let first = Day::new(year, month.unwrap_or(1), day.unwrap_or(1)).ok()?;
    let last = match (month, day) {
        (_, Some(_)) => first,
        (Some(_), None) => first.last_of_month(),
        (None, None) => first.last_of_year(),
    };
    Some((first, last))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_and_years_are_ranges() {
        let shown = |value| {
            days_of(value).map(|(from, to)| {
                let text = |day: Option<Day>| day.map(|day| day.to_string()).unwrap_or_default();
                format!("{}..{}", text(from), text(to))
            })
        };
        assert_eq!(shown("2017-08..2017-11").as_deref(), Some("2017-08-01..2017-11-30"));
        assert_eq!(shown("2017").as_deref(), Some("2017-01-01..2017-12-31"));
        assert_eq!(shown("2017-11-19..").as_deref(), Some("2017-11-19.."));
        assert_eq!(shown("..٢٠١٨").as_deref(), Some("..2018-12-31"));
        assert_eq!(shown("2017-13"), None);
        assert_eq!(shown(".."), None);
    }
}
