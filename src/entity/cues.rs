//! Cues: what makes an ordinary word a name. The words beside it (مدينة الباب),
//! its full name elsewhere in the article, or the place it lies in.

use std::sync::OnceLock;

use rustc_hash::FxHashSet;
use serde::Serialize;

use super::table::{Class, Entity};
use crate::arabic::WordForms;

/// Why a name that is also an ordinary word counted as a mention.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "cue", content = "by")]
pub enum Cue {
    /// The word before it announces such a name.
    Word(String),
    /// A full name of the same entity stands in the same article.
    FullName,
    /// The place it lies in, or another place there, is named in the article.
    Parent,
    /// It is joined by و to a place, or to an actor of the same country.
    Joined,
    /// The word before it announces it elsewhere in the article: one sense a discourse
    /// (Gale, Church & Yarowsky 1992).
    Elsewhere(String),
    /// An actor of this kind was named before.
    Named(String),
    /// A pattern of news prose around the name: the word that announces it.
    Pattern(String),
    /// It stands in brackets after the full name, or did so before.
    Acronym,
}

/// Words separated by spaces, looked up by hash.
pub(super) struct WordList {
    words: &'static str,
    set: OnceLock<FxHashSet<&'static str>>,
}

impl WordList {
    pub(super) const fn new(words: &'static str) -> Self {
        WordList { words, set: OnceLock::new() }
    }

    pub(super) fn contains(&self, word: &str) -> bool {
        self.set.get_or_init(|| self.words.split_ascii_whitespace().collect()).contains(word)
    }
}

/// Nouns that announce a town or region, at the norm level without article.
static PLACE: WordList = WordList::new(
    "ريف ارياف منطقه منطقتي مناطق مركز معبر معبري مطار ميناء مخيم مخيمي سجن طريق جسر بوابه قلعه \
    اقليم عاصمه محيط اطراف مشارف تخوم شمالي شمال جنوبي جنوب شرقي شرق غربي غرب وسط اهالي اهل سكان ابناء نازحي \
    نازحو محور جبهه حقل بلدات مدن قري دوله جمهوريه مملكه معركه معارك معركتي تحرير حرر حررت استعاده استعاد استعادت \
    سقوط حصار قصف اقتحام حمله",
);

/// Nouns that announce a natural feature, a neighbourhood or a building.
static FEATURE: WordList = WordList::new(
    "جبل جبال وادي نهر بحر سد سهل حي احياء حيي شارع ميدان ساحه ساحتي ساحتا ساحات دوار مستشفي هضبه جزيره خليج مضيق \
    بحيره صحراء باديه واحه عبر فوق شرق غرب شمال جنوب شرقي غربي شمالي جنوبي معبر مطار ميناء مخيم جسر قلعه حقل ضفه ضفاف حوض",
);

/// Nouns that leave no doubt that a place's name follows: enough for places nobody checked.
static SETTLEMENT: WordList =
    WordList::new("مدينه مدينتي بلده بلدتي قريه قريتي محافظه ولايه مقاطعه بلديه قضاء ناحيه ضاحيه");

/// More of them, which are no part of a place's name either.
static AREA: WordList = WordList::new("اقليم دوله منطقه");

/// Nouns before the name of an outlet.
static OUTLET: WordList = WordList::new("صحيفه جريده مجله قناه فضاءيه شبكه اذاعه راديو تلفزيون موقع وكاله");

/// Nouns that announce a person: titles, ranks, offices.
static PERSON: WordList = WordList::new(
    "رئيس رءيس رءيسه رئيسه وزير وزيره سيد سيده شيخ امام ايه قاءد قائد زعيم ملك امير اميره \
    سلطان عقيد عميد لواء فريق مشير رائد راءد نقيب ملازم جنرال مارشال دكتور مهندس استاذ محامي قاضي سفير سفيره \
    مبعوث مبعوثه مندوب مندوبه ناطق متحدث متحدثه ناءب ناءبه نائب محافظ مدير مديره كاتب \
    كاتبه شاعر شاعره مخرج مخرجه فنان فنانه مطرب مرشح مستشار مستشاره حاكم والي بطريرك بابا مطران مفتي خليفه \
    حكومه اداره نظام قوات ميليشيات ميليشيا انصار عهد",
);

/// Nouns that announce a group or a body.
static GROUP: WordList = WordList::new(
    "تنظيم جماعه حركه حزب جبهه كتيبه كتاءب لواء الويه فيلق جيش قوات فصيل فصاءل ميليشيا ميليشيات \
    مقاتلو مقاتلي مقاتل عناصر عنصر مسلحو مسلحي امير زعيم قيادي قيادات قاءد مقرات هيءه ائتلاف اءتلاف تحالف تيار \
    حركتا حركتي حزبا حزبي تنظيما تنظيمي جماعتا جماعتي جبهتا جبهتي كتلتا كتلتي تيارا تياري \
    كتله قاءمه مجلس وكاله قناه صحيفه شبكه منظمه موءسسه مءسسه شركه نادي وزاره",
);

/// Prepositions of place, before which an ordinary word is more often a name.
static PREPOSITIONS: WordList = WordList::new("في الي الى نحو باتجاه قرب بين");

/// Directions: شمال غربي العراق is no شمال غربي.
static DIRECTIONS: WordList = WordList::new("شمال جنوب شرق غرب شمالي جنوبي شرقي غربي");

/// Words between a place and the one it lies by: الباب بريف حلب, صيدا جنوبي لبنان.
static LIES_BY: WordList = WordList::new("بريف شمال جنوب شرق غرب شمالي جنوبي شرقي غربي قرب بمحافظه");

/// Competitions: the place behind them is a part of their name.
static COMPETITIONS: WordList =
    WordList::new("كاس بطوله دوري مونديال اولمبياد امم ابطال رالي سوبر جاءزه كاسي بطولات");

/// Words that make an ordinary word of a name beside them: فتح الباب, القائم بالأعمال.
/// The name (norm), the words before it, the beginnings of the word after it.
const COLLOCATIONS: [(&str, &[&str], &[&str]); 2] = [
    (
        "الباب",
        &[
            "فتح",
            "يفتح",
            "تفتح",
            "فتحت",
            "نفتح",
            "اغلق",
            "يغلق",
            "تغلق",
            "نغلق",
            "اغلاق",
            "طرق",
            "يطرق",
            "هذا",
        ],
        &["امام", "الخشبي", "الخلفي", "الرءيسي"],
    ),
    ("القاءم", &["الوضع", "النظام", "الاتفاق", "الخلاف", "هو", "ما"], &["با", "منذ"]),
];

/// Whether the words beside a name show that it is an ordinary word here.
pub(super) fn is_collocation(name: &str, before: Option<&str>, after: Option<&str>) -> bool {
    COLLOCATIONS.iter().filter(|(word, _, _)| *word == name).any(|(_, befores, afters)| {
        let without_and = |word: &str| word.strip_prefix(['و', 'ف', 'ب', 'ل']).unwrap_or(word).to_owned();
        before.is_some_and(|word| befores.contains(&word) || befores.contains(&without_and(word).as_str()))
            || after.is_some_and(|word| afters.iter().any(|start| word.starts_with(start)))
    })
}

/// Whether the word before a name is a preposition of place.
pub(super) fn is_preposition(before: &WordForms) -> bool {
    PREPOSITIONS.contains(before.norm())
}

/// Whether a word says that the place before it lies by the one behind it.
pub(super) fn lies_by(norm: &str) -> bool {
    LIES_BY.contains(norm)
}

/// Whether a word is a direction.
pub(super) fn is_direction(norm: &str) -> bool {
    DIRECTIONS.contains(norm)
}

/// Whether a word names a competition.
pub(super) fn is_competition(word: &WordForms) -> bool {
    COMPETITIONS.contains(without_clitics(word.norm()))
}

/// The cue word for `entity` among the forms of the word before the name.
/// `is_common` tells that the name is a function word (كان), which needs the strongest cue.
pub(super) fn announces(before: &WordForms, entity: &Entity, is_common: bool) -> Option<String> {
    let lists: &[&WordList] = match (entity.class, entity.kind.as_str()) {
        (Class::Location, _) if !entity.checked || is_common => &[&SETTLEMENT],
        // الغربية is a governorate only as محافظة الغربية: الأحياء الغربية are any.
        (Class::Location, "admin1" | "admin2") => &[&SETTLEMENT],
        (
            Class::Location,
            "river" | "sea" | "mountain" | "valley" | "neighbourhood" | "facility" | "crossing" | "camp",
        ) => &[&FEATURE],
        (Class::Location, _) => &[&SETTLEMENT, &PLACE],
        (Class::Actor, "person") => &[&PERSON],
        (Class::Actor, _) => &[&GROUP],
    };
    let listed = |word: &str| lists.iter().any(|list| list.contains(word));
    let bare = without_clitics(before.norm());
    listed(bare).then(|| before.exact().to_owned())
}

/// Whether a word says what kind of settlement or area is named next.
pub(super) fn is_settlement(word: &WordForms) -> bool {
    let bare = without_clitics(word.norm());
    SETTLEMENT.contains(bare) || AREA.contains(bare)
}

/// Whether a word says what kind of outlet is named next.
pub(super) fn is_outlet(word: &WordForms) -> bool {
    OUTLET.contains(without_clitics(word.norm()))
}

/// A cue word may carry its own clitics and article: بمدينة, والرئيس.
fn without_clitics(norm: &str) -> &str {
    let longer = |rest: &&str| rest.chars().count() >= 2;
    for prefix in ["وال", "بال", "لل", "ولل", "وبال", "فال", "ال"] {
        if let Some(rest) = norm.strip_prefix(prefix).filter(longer) {
            return rest;
        }
    }
    for list in [&SETTLEMENT, &PLACE, &FEATURE, &PERSON, &GROUP, &COMPETITIONS] {
        if list.contains(norm) {
            return norm;
        }
    }
    norm.strip_prefix(['و', 'ف', 'ب', 'ل', 'ك']).filter(longer).unwrap_or(norm)
}
