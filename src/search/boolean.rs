//! Clauses joined: all, any, the best, and words beside each other.

use tantivy::{DocId, TERMINATED};

use super::matcher::Matcher;

type Boxed = Box<dyn Matcher>;

/// Documents that match every member; scores add up.
pub(super) struct All {
    members: Vec<Boxed>,
    doc: DocId,
}

impl All {
    pub(super) fn new(members: Vec<Boxed>) -> Self {
        let mut all = All { members, doc: 0 };
        all.doc = all.settle(0);
        all
    }

    fn settle(&mut self, mut target: DocId) -> DocId {
        if self.members.is_empty() {
            return TERMINATED;
        }
        'candidate: while target != TERMINATED {
            for member in &mut self.members {
                let doc = member.seek(target);
                if doc > target {
                    target = doc;
                    continue 'candidate;
                }
            }
            return target;
        }
        TERMINATED
    }
}

impl Matcher for All {
    fn doc(&self) -> DocId {
        self.doc
    }
    fn seek(&mut self, target: DocId) -> DocId {
        if self.doc < target {
            self.doc = self.settle(target);
        }
        self.doc
    }
    fn score(&mut self) -> f32 {
        self.members.iter_mut().map(|member| member.score()).sum()
    }
    fn mass(&self) -> f32 {
        self.members.iter().map(|member| member.mass()).sum()
    }
}

/// How the scores of matching members become one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Join {
    /// They add up.
    Sum,
    /// The highest counts.
    Highest,
    /// They add up, multiplied by (mass of the members that match ÷ mass of all):
    /// of two equally rare words, both in a passage come before either alone, since
    /// one word seldom scores more than twice its idf.
    Coordinated,
}

/// Documents that match at least one member.
pub(super) struct Any {
    members: Vec<Boxed>,
    join: Join,
    mass: f32,
    doc: DocId,
}

impl Any {
    pub(super) fn new(members: Vec<Boxed>, join: Join) -> Self {
        let masses = members.iter().map(|member| member.mass());
        let mass = if join == Join::Highest { masses.fold(0.0, f32::max) } else { masses.sum() };
        let mut any = Any { members, join, mass, doc: 0 };
        any.doc = any.first();
        any
    }

    fn first(&self) -> DocId {
        self.members.iter().map(|member| member.doc()).min().unwrap_or(TERMINATED)
    }
}

impl Matcher for Any {
    fn doc(&self) -> DocId {
        self.doc
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.doc < target {
            for member in &mut self.members {
                if member.doc() < target {
                    member.seek(target);
                }
            }
            self.doc = self.first();
        }
        self.doc
    }

    fn score(&mut self) -> f32 {
        let (mut sum, mut highest, mut mass) = (0.0, 0.0f32, 0.0);
        for member in &mut self.members {
            if member.doc() == self.doc {
                let score = member.score();
                sum += score;
                highest = highest.max(score);
                mass += member.mass();
            }
        }
        match self.join {
            Join::Sum => sum,
            Join::Highest => highest,
            Join::Coordinated if self.mass > 0.0 => sum * mass / self.mass,
            Join::Coordinated => sum,
        }
    }

    fn mass(&self) -> f32 {
        self.mass
    }
}

/// Documents of `base` that are not in `not`, scored with `bonus` where it matches.
pub(super) struct Bag {
    base: Boxed,
    bonus: Option<Boxed>,
    not: Option<Boxed>,
}

impl Bag {
    pub(super) fn new(base: Boxed, bonus: Option<Boxed>, not: Option<Boxed>) -> Self {
        let mut bag = Bag { base, bonus, not };
        bag.skip_forbidden();
        bag
    }

    fn skip_forbidden(&mut self) -> DocId {
        loop {
            let doc = self.base.doc();
            let forbidden = doc != TERMINATED
                && self.not.as_mut().is_some_and(|not| {
                    if not.doc() < doc {
                        not.seek(doc);
                    }
                    not.doc() == doc
                });
            if !forbidden {
                return doc;
            }
            self.base.advance();
        }
    }
}

impl Matcher for Bag {
    fn doc(&self) -> DocId {
        self.base.doc()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.base.doc() < target {
            self.base.seek(target);
        }
        self.skip_forbidden()
    }

    fn score(&mut self) -> f32 {
        let doc = self.base.doc();
        let bonus = self.bonus.as_mut().map_or(0.0, |bonus| {
            if bonus.doc() < doc {
                bonus.seek(doc);
            }
            if bonus.doc() == doc { bonus.score() } else { 0.0 }
        });
        self.base.score() + bonus
    }

    fn mass(&self) -> f32 {
        self.base.mass() + self.bonus.as_ref().map_or(0.0, |bonus| bonus.mass())
    }
}
