//! Cues: what makes an ordinary word a name. The words beside it (مدينة الباب),
//! its full name elsewhere in the article, or the place it lies in.

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
    /// The place it lies in is named in the article, and a preposition of place stands before it.
    Parent,
    /// It is joined by و to a place of the same country.
    Joined,
}

/// Nouns that announce a place, at the norm level without article.
const PLACE: &str = "مدينه مدينتي مدينتا بلده بلدتي بلدتا بلدات قريه قريتي قريتا قري ريف ارياف منطقه منطقتي مناطق \
    محافظه محافظتي محافظات ولايه ولايتي قضاء ناحيه ضاحيه ضواحي مركز معبر معبري جبل جبال وادي نهر سد سهل مطار \
    ميناء مخيم مخيمي حي احياء شارع ميدان ساحه دوار مستشفي سجن طريق اوتوستراد جسر بوابه قلعه هضبه جزيره خليج \
    مضيق بحيره بحر صحراء باديه واحه اقليم مقاطعه بلديه معتمديه دائره داءره عاصمه محيط اطراف مشارف تخوم شمالي \
    شمال جنوبي جنوب شرقي شرق غربي غرب وسط اهالي اهل سكان ابناء نازحي نازحو محور جبهه حقل";

/// Nouns that announce a person: titles, ranks, offices.
const PERSON: &str = "رئيس رءيس رءيسه رئيسه وزير وزيره سيد سيده شيخ امام ايه قاءد قائد زعيم امين امينه ملك امير اميره \
    سلطان عقيد عميد لواء فريق مشير رائد راءد نقيب ملازم جنرال مارشال دكتور مهندس استاذ محامي قاضي سفير سفيره \
    مبعوث مبعوثه مندوب مندوبه ناطق متحدث متحدثه ناءب ناءبه نائب محافظ مدير مديره مدرب لاعب نجم مهاجم حارس كاتب \
    كاتبه شاعر شاعره مخرج مخرجه فنان فنانه مطرب مرشح مستشار مستشاره حاكم والي بطريرك بابا مطران مفتي خليفه \
    حكومه اداره نظام قوات ميليشيات ميليشيا انصار عهد";

/// Nouns that announce a group or a body.
const GROUP: &str = "تنظيم جماعه حركه حزب جبهه كتيبه كتاءب لواء الويه فيلق جيش قوات فصيل فصاءل ميليشيا ميليشيات \
    مقاتلو مقاتلي مقاتل عناصر عنصر مسلحو مسلحي امير زعيم قيادي قيادات قاءد مقرات هيءه ائتلاف اءتلاف تحالف تيار \
    كتله قاءمه مجلس وكاله قناه صحيفه شبكه منظمه موءسسه مءسسه شركه نادي وزاره";

/// Prepositions of place: with the parent in the article they are cue enough.
const PREPOSITIONS: &str = "في الي الى من نحو باتجاه قرب داخل حول علي على عبر";

/// The cue word for `entity` among the forms of the word before the name.
pub(super) fn announces(before: &WordForms, entity: &Entity) -> Option<String> {
    let list = match (entity.class, entity.kind.as_str()) {
        (Class::Location, _) => PLACE,
        (Class::Actor, "person") => PERSON,
        (Class::Actor, _) => GROUP,
    };
    let listed = |word: &str| list.split_ascii_whitespace().any(|cue| cue == word);
    let bare = without_clitics(&before.norm);
    listed(bare).then(|| before.exact.clone())
}

/// Whether the word before a name is a preposition of place.
pub(super) fn is_preposition(before: &WordForms) -> bool {
    PREPOSITIONS.split_ascii_whitespace().any(|word| word == before.norm)
}

/// A cue word may carry its own clitics and article: بمدينة, والرئيس.
fn without_clitics(norm: &str) -> &str {
    let longer = |rest: &&str| rest.chars().count() >= 2;
    for prefix in ["وال", "بال", "لل", "ولل", "وبال", "فال", "ال"] {
        if let Some(rest) = norm.strip_prefix(prefix).filter(longer) {
            return rest;
        }
    }
    for list in [PLACE, PERSON, GROUP] {
        if list.split_ascii_whitespace().any(|cue| cue == norm) {
            return norm;
        }
    }
    norm.strip_prefix(['و', 'ف', 'ب', 'ل', 'ك']).filter(longer).unwrap_or(norm)
}
