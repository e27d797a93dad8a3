//! Finds out what a query means in an archive: which words at which level,
//! which entities, which spellings; and writes the plan and the interpretation.

use rustc_hash::FxHashMap;

use super::ast::{Closeness, Field, Occur, Query};
use super::filters::Filters;
use super::interpretation::{Interpretation, Understood};
use super::limits::{Allowed, Budget, USUAL_EXPANSIONS, check_names};
use super::plan::{Plan, PlanTerm, Scope, Spans, WeightedTerm};
use super::romanized::without_articles;
use crate::arabic::script::is_latin;
use crate::arabic::{Analyzer, Token, normalize, segment, stopwords};
use crate::entity::Gazetteer;
use crate::error::Result;
use crate::index::Archive;

/// How to understand a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// Take words as words, never as names of entities.
    pub literal: bool,
    /// Most words of the index that a word with `*` or `~` stands for; all of a query
    /// together stand for at most 4,096.
    pub expansions: usize,
}

impl Default for Options {
    fn default() -> Self {
        Options { literal: false, expansions: USUAL_EXPANSIONS }
    }
}

/// What a query means in this archive. `None` stands for "everything".
///
/// # Errors
/// When a field names somebody unknown, a date cannot be read, there is too much to filter
/// by, or the index fails.
pub fn interpret(
    query: Option<&Query>,
    filters: &Filters,
    options: Options,
    archive: &Archive,
) -> Result<(Plan, Interpretation)> {
    let Filters { actors, locations, sections, sources, .. } = filters;
    check_names([actors, locations, sections, sources].into_iter().flatten())?;
    let mut reader = Reader::new(archive, options);
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
        let any: Vec<Plan> = names.iter().map(|name| reader.key_field(field, name)).collect::<Result<_>>()?;
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

pub(super) struct Reader<'a> {
    pub(super) archive: &'a Archive,
    pub(super) gazetteer: &'a Gazetteer,
    pub(super) analyzer: Analyzer,
    pub(super) options: Options,
    pub(super) parts: Vec<Understood>,
    pub(super) budget: Budget,
    /// What words with a sign stand for, since a query may repeat them.
    pub(super) expanded: FxHashMap<(String, Closeness), Vec<WeightedTerm>>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(archive: &'a Archive, options: Options) -> Self {
        let gazetteer = archive.gazetteer();
        let analyzer = Analyzer::new(gazetteer.lexicon().clone());
        let (parts, budget, expanded) = (Vec::new(), Budget::default(), FxHashMap::default());
        Reader { archive, gazetteer, analyzer, options, parts, budget, expanded }
    }

    /// Whether a budget lets the work go on; says once that it does not.
    pub(super) fn is_allowed(&mut self, allowed: Allowed) -> bool {
        match allowed {
            Allowed::Yes => true,
            Allowed::NoLonger(reason) => {
                self.parts.push(Understood::Partial { reason });
                false
            }
            Allowed::No => false,
        }
    }
}

impl Reader<'_> {
    pub(super) fn plan(&mut self, query: &Query) -> Result<Plan> {
        if !self.options.literal
            && let Some(text) = query.hyphenated()
            && let Some((row, _)) = self.name(text)
        {
            return self.named(text, row);
        }
        if !self.options.literal
            && let Some(text) = query.hyphenated().filter(|text| is_latin(text))
        {
            let words = without_articles(segment::words(text).map(|span| span.of(text).to_owned()).collect());
            return match words.as_slice() {
                [word] => self.plan(&Query::Word { text: word.clone(), closeness: Closeness::Stem }),
                words => self.latin_name(words),
            };
        }
        match query {
            Query::Word { text, closeness: Closeness::Stem } if !self.options.literal => {
                match self.name(text) {
                    Some((row, _)) => self.named(text, row),
                    None => match self.latin_word(text)? {
                        Some(plan) => Ok(plan),
                        None => self.word(text, Scope::Everywhere, 1.0),
                    },
                }
            }
            Query::Word { text, closeness } => self.word_by(text, *closeness),
            Query::Phrase { text, slop, exact } => self.phrase(text, *slop, *exact),
            Query::Near { .. } => {
                let spans = self.spans(query)?;
                Ok(Plan::Spans { spans, scope: Scope::Everywhere, boost: 1.0 })
            }
            Query::Field { field, value } => self.field(*field, value),
            Query::Days { from, to } => Ok(self.days(*from, *to)),
            Query::And(members) => Ok(Plan::All(self.all(members)?)),
            Query::Or(members) => Ok(Plan::Any(self.all(members)?)),
            Query::Bag(members) => self.bag(members),
        }
    }

    pub(super) fn all(&mut self, members: &[Query]) -> Result<Vec<Plan>> {
        members.iter().map(|member| self.plan(member)).collect()
    }

    /// Words beside each other: runs of them that are a name become one member.
    pub(super) fn bag(&mut self, members: &[(Occur, Query)]) -> Result<Plan> {
        let (mut must, mut should, mut not) = (Vec::new(), Vec::new(), Vec::new());
        let mut left_out = Vec::new();
        let mut at = 0;
        let counts = |(occur, query): &&(Occur, Query)| {
            *occur != Occur::MustNot
                && !matches!(query, Query::Field { .. } | Query::Days { .. })
                && !is_left_out(query)
        };
        let is_among_others = members.iter().filter(counts).count() > 1;
        while at < members.len() {
            let (occur, query) = &members[at];
            if *occur == Occur::Should
                && let Some((length, typed, row)) = self.name_at(members, at)
            {
                should.push(self.named(&typed, row)?);
                at += length;
                continue;
            }
            if let Some(plan) = self.joined_at(members, at)? {
                should.push(plan);
                at += 2;
                continue;
            }
            let (length, words) = self.latin_run(members, at);
            if words.len() > 1 {
                should.push(self.latin_name(&words)?);
                at += length;
                continue;
            }
            at += 1;
            if *occur == Occur::Should
                && let Query::Word { text, .. } = query
                && is_left_out(query)
            {
                left_out.push((text.clone(), query));
                continue;
            }
            let is_field = matches!(query, Query::Field { .. } | Query::Days { .. });
            let plan = match query {
                Query::Word { text, closeness: Closeness::Stem }
                    if *occur == Occur::Should && is_among_others && !is_latin(text) =>
                {
                    self.word_among_others(text)?
                }
                _ => self.plan(query)?,
            };
            match occur {
                // What is only related is not unwanted.
                Occur::MustNot => not.push(plan.without_related()),
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

    pub(super) fn phrase(&mut self, text: &str, slop: u32, exact: bool) -> Result<Plan> {
        self.note_phrase(text);
        Ok(match self.ordered(text, slop, exact)? {
            Some(spans) => Plan::Spans { spans, scope: Scope::Everywhere, boost: 1.0 },
            None => Plan::Nothing,
        })
    }

    pub(super) fn note_phrase(&mut self, text: &str) {
        let tokens = self.analyzer.tokens(text);
        let stems: Vec<&str> = tokens.iter().filter_map(|token| token.forms.stems().next()).collect();
        let typed = format!("\"{text}\"");
        self.parts.push(Understood::Words {
            typed,
            taken_as: vec![stems.join(" ")],
            related: Vec::new(),
            did_you_mean: Vec::new(),
        });
    }

    /// The words of a text in their order; `None` when it has none.
    pub(super) fn ordered(&mut self, text: &str, slop: u32, exact: bool) -> Result<Option<Spans>> {
        let mut members: Vec<Spans> = Vec::new();
        let tokens = self.analyzer.tokens(text);
        let mut at = 0;
        while let Some(token) = tokens.get(at) {
            at += 1;
            if exact {
                let stem = token.forms.stems().next().unwrap_or_default();
                members.push(Spans::Terms(vec![PlanTerm::spelled(stem, token.forms.exact())]));
                continue;
            }
            let one = terms_at(token);
            let next = tokens.get(at);
            let joined = self.joined(token.span.of(text), next.map(|next| next.span.of(text)))?;
            members.push(if let (Some(next), Some(terms)) = (next, joined) {
                at += 1;
                let two = Spans::Ordered { members: vec![one, terms_at(next)], slop: 0 };
                let terms = terms.into_iter().map(|weighted| weighted.term).collect();
                Spans::Any(vec![two, Spans::Terms(terms)])
            } else {
                match self.apart(&token.forms) {
                    Some(two) => Spans::Any(vec![one, two]),
                    None => one,
                }
            });
        }
        Ok(match members.len() {
            0 => None,
            1 => Some(members.remove(0)),
            _ => Some(Spans::Ordered { members, slop }),
        })
    }

    /// A query whose matches have a place.
    pub(super) fn spans(&mut self, query: &Query) -> Result<Spans> {
        Ok(match query {
            Query::Word { .. } => places_of(self.plan(query)?.without_related()),
            Query::Phrase { text, slop, exact } => {
                self.note_phrase(text);
                self.ordered(text, *slop, *exact)?.unwrap_or(Spans::Terms(Vec::new()))
            }
            Query::Near { left, right, distance } => {
                Spans::Near { members: vec![self.spans(left)?, self.spans(right)?], distance: *distance }
            }
            Query::Field { field, value } => places_of(self.entity_field(*field, value)?),
            Query::Or(members) => {
                Spans::Any(members.iter().map(|member| self.spans(member)).collect::<Result<_>>()?)
            }
            // The parser lets no other query stand beside NEAR.
            Query::And(_) | Query::Bag(_) | Query::Days { .. } => Spans::Terms(Vec::new()),
        })
    }
}

/// Where a word stands in any form.
fn terms_at(token: &Token) -> Spans {
    Spans::Terms(token.forms.stems().map(PlanTerm::any).collect())
}

/// Where the words of a plan stand.
pub(super) fn places_of(plan: Plan) -> Spans {
    match plan {
        Plan::Word { readings, .. } => {
            Spans::Terms(readings.into_iter().flatten().map(|weighted| weighted.term).collect())
        }
        Plan::Spans { spans, .. } => spans,
        Plan::Best(members) => Spans::Any(members.into_iter().map(places_of).collect()),
        _ => Spans::Terms(Vec::new()),
    }
}

/// Whether a query is a function word, which does not count beside other words.
fn is_left_out(query: &Query) -> bool {
    matches!(query, Query::Word { text, closeness: Closeness::Stem }
        if stopwords::is_function_word(&normalize::exact_norm(text)))
}
