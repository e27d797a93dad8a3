//! Groups and bodies: the noun that begins their name and what belongs to it.

use super::super::cues::WordList;
use super::super::table::Class;
use super::super::word_class::{WordClass, group_type, without_article, without_clitics};
use super::{LISTED_NAME, Reader, Run};

/// Most words of a group's name behind the noun that begins it.
const LONGEST_GROUP: usize = 5;

/// Definite adjectives that describe a body and are no part of its name.
static DESCRIBING: WordList = WordList::new(
    "السابق السابقه الحالي الحاليه الجديد الجديده التابع التابعه الحاكم الحاكمه الاخير الاخيره \
    المقبل المقبله الماضي الماضيه المذكور المذكوره الاول الثاني الثالث الاداره",
);
/// Words of time, which are no part of a name.
static TIMES: WordList =
    WordList::new("فجر صباح مساء ظهر ليل امس اليوم السبت الاحد الاثنين الثلاثاء الاربعاء الخميس الجمعه");
/// Nouns behind which an unknown word is a name.
static PROPER_HEADS: WordList = WordList::new(
    "كتيبه كتاءب لواء الويه فيلق جيش حركه حزب تنظيم جماعه جبهه سرايا شركه صحيفه قناه وكاله مجله نادي \
    جامعه بنك",
);
/// Nouns for fighting units.
static UNITS: WordList = WordList::new("كتيبه كتاءب لواء الويه فيلق سرايا");
/// Nouns that begin a name with their article: الاتحاد الدولي.
static DEFINITE_HEADS: WordList = WordList::new(
    "اتحاد حزب محكمه جامعه بنك مصرف هيءه مجلس جمعيه رابطه منظمه موءسسه مءسسه شركه لجنه اءتلاف جبهه \
    معهد وكاله برلمان مفوضيه منتخب",
);
/// Nouns that with one definite word behind them name a body.
static BODIES: WordList =
    WordList::new("وزاره مجلس جامعه هيءه اتحاد بنك مصرف نقابه رابطه جمعيه حزب نادي ناد محكمه وكاله منتخب");

impl Reader<'_> {
    /// An indefinite word with a definite one or a name behind it.
    fn is_construct(&self, at: usize) -> bool {
        let next = self.class(at + 1);
        !self.class(at).is(WordClass::DEFINITE)
            && self.follows(at + 1)
            && (next.is(LISTED_NAME | WordClass::SURNAME)
                || next.is(WordClass::DEFINITE) && !next.is(WordClass::FUNCTION | WordClass::CLITIC)
                || self.covering.get(at + 1).is_some_and(Option::is_some))
    }

    /// A group or body: the noun that begins its name and what belongs to it.
    pub(super) fn group(&self, head: usize) -> Option<Run> {
        let norm = self.norm(head);
        let definite = without_article(norm);
        let noun = match definite {
            Some(noun) => noun,
            None => without_clitics(norm).find(|word| group_type(word).is_some())?,
        };
        let kind = group_type(noun)?;
        let mut at = head + 1;
        // Words that are a name by themselves, and definite ones, which may describe.
        let (mut proper, mut general) = (0, 0);
        while at < self.tokens.len() && at - head <= LONGEST_GROUP && self.follows(at) {
            let class = self.class(at);
            if let Some(mention) = self.covering[at].and_then(|number| self.known.get(number as usize)) {
                if mention.entity.class != Class::Location || definite.is_some() {
                    break;
                }
                proper += 1;
                at = mention.end_token();
                continue;
            }
            let norm = self.norm(at);
            let is_listed = class.is(LISTED_NAME | WordClass::SURNAME);
            let is_free =
                !class.is(WordClass::CLITIC | WordClass::FUNCTION | WordClass::VERB) && !TIMES.contains(norm);
            // An unknown word behind a general noun may be any: قوات دربت, مجلس سيادي.
            let may_be_unknown = PROPER_HEADS.contains(noun) || proper > 0;
            if definite.is_none() && is_free && (is_listed || may_be_unknown && self.is_unknown(at)) {
                proper += 1;
            } else if at == head + 1 && is_free && UNITS.contains(noun) && self.is_construct(at) {
                // كتيبة فرسان الضفاف: units are named after ordinary words too.
                proper += 1;
            } else if norm.starts_with("ال") && is_free && !DESCRIBING.contains(norm)
                || norm.starts_with("وال") && at > head + 1 && class.is(WordClass::DEFINITE)
            {
                general += 1;
            } else {
                break;
            }
            at += 1;
        }
        let end = at.min(self.tokens.len());
        // حركة المرور is traffic; وزارة الداخلية, اتحاد الطلبة are bodies.
        let is_name = match definite {
            Some(_) => {
                DEFINITE_HEADS.contains(noun)
                    && (general > 1 || self.class(head + 1).is(WordClass::NATIONALITY))
            }
            None => proper > 0 || general > 1 || general == 1 && BODIES.contains(noun),
        };
        if !is_name || end == head + 1 {
            return None;
        }
        // An adjective of nationality behind a proper name only describes it.
        let last_describes = definite.is_none()
            && end > head + 2
            && self.class(end - 1).is(WordClass::NATIONALITY)
            && general == 1
            && proper > 0;
        let end = if last_describes { end - 1 } else { end };
        let bare = match definite {
            Some(rest) => format!("ال{rest}"),
            None => noun.to_owned(),
        };
        Some(Run { first: head, end, kind, bare, cue: noun.to_owned() })
    }
}
