//! What the words beside a find and the rest of its article tell: that it is no name
//! here, or why a name that is also an ordinary word counts.

use std::rc::Rc;

use super::cues::{self, Cue};
use super::gazetteer::{NameUse, NamedAs};
use super::matcher::Find;
use super::resolve::{Beside, Judge};
use super::table::{Class, Entity};
use super::word_class::{WordClass, is_ordinary_name, without_article};
use crate::arabic::letters::FATHATAN;
use crate::arabic::{Token, stopwords};

impl Judge<'_> {
    /// Whether the words around a find show that it is no name of a place here: a
    /// direction within another, a competition, an adjective.
    pub(super) fn is_no_name(&mut self, text: &str, tokens: &[Token], find: &Find) -> bool {
        let Some(before) = find.first.checked_sub(1).and_then(|at| tokens.get(at)) else { return false };
        let first = &tokens[find.first];
        if find.clitic.is_some() || text.get(before.span.end..first.span.start) != Some(" ") {
            return false;
        }
        let (norm, norm_before) = (first.forms.norm(), before.forms.norm());
        let is_other = cues::is_direction(norm) && cues::is_direction(norm_before)
            || cues::is_competition(&before.forms)
            // ويقول أبو كمال: who speaks is no town.
            || norm == "ابو" && self.matcher.classes.of(&before.forms).is(WordClass::VERB)
            || find.end == find.first + 1 && self.is_adjective(norm, norm_before);
        let row = find.uses.first().filter(|_| is_other).map(|name_use| name_use.row);
        row.and_then(|row| self.entity(row)).is_some_and(|entity| entity.class == Class::Location)
    }

    /// سورية is Syria and the feminine adjective: that, behind an indefinite feminine noun.
    fn is_adjective(&self, norm: &str, before: &str) -> bool {
        let lexicon = self.matcher.gazetteer().lexicon();
        let Some(masculine) = norm.strip_suffix('ه') else { return false };
        let is_feminine = before.ends_with('ه') || before.ends_with("ات") || lexicon.is_plural(before);
        let is_indefinite = without_article(before).is_none() && !stopwords::is_function_word(before);
        lexicon.is_nationality(masculine) && is_feminine && is_indefinite
    }

    /// Why a weak name counts as a mention of an entity here, if it does.
    pub(super) fn cue(
        &mut self,
        text: &str,
        tokens: &[Token],
        find: &Find,
        row: u32,
        beside: &Beside<'_>,
    ) -> Option<Cue> {
        let bare = bare(tokens, find);
        let is_common = find.end == find.first + 1 && stopwords::is_function_word(bare);
        if self.context.strong.contains(&row) && !is_common {
            return Some(Cue::FullName);
        }
        // A cue word stands right before the name: no comma or stop between.
        let before = find.first.checked_sub(1).and_then(|at| tokens.get(at)).filter(|before| {
            text[before.span.end..tokens[find.first].span.start]
                .chars()
                .all(|c| c.is_whitespace() || "\"«“'".contains(c))
        });
        let entity = self.entity(row)?;
        // الرئيس العراقي is the president of Iraq, not one of that family name.
        let is_nationality = entity.kind == "person"
            && find.end == find.first + 1
            && bare
                .strip_prefix("ال")
                .is_some_and(|rest| self.matcher.gazetteer().lexicon().is_nationality(rest));
        if is_nationality {
            return None;
        }
        if let Some(before) = before
            && let Some(word) = cues::announces(&before.forms, &entity, is_common)
        {
            return Some(Cue::Word(word));
        }
        if !entity.checked || is_common {
            return None;
        }
        let is_one_word = find.end == find.first + 1;
        // دوماً is an adverb: place names take no nunation.
        if is_one_word && tokens[find.first].span.of(text).contains(FATHATAN) {
            return None;
        }
        let norm_at = |at: Option<usize>| at.and_then(|at| tokens.get(at)).map(|token| token.forms.norm());
        let beside_it = [norm_at(find.first.checked_sub(1)), norm_at(Some(find.end))];
        if is_one_word && cues::is_collocation(bare, beside_it[0], beside_it[1]) {
            return None;
        }
        // An adjective stands behind a definite noun: الواقع القائم.
        let is_behind_noun = is_one_word
            && bare.starts_with("ال")
            && find.clitic.is_none()
            && before.is_some_and(|before| {
                let norm = before.forms.norm();
                without_article(norm).is_some() && !stopwords::is_function_word(norm)
            });
        if is_behind_noun && is_ordinary_name(bare) {
            return None;
        }
        if let Some(word) = self.context.announced.get(&row) {
            return Some(Cue::Elsewhere(word.clone()));
        }
        let is_ordinary = is_one_word && is_ordinary_name(bare);
        if let Some(after) = beside_it[1].filter(|after| cues::lies_by(after))
            && beside.beyond.is_some_and(|beyond| self.is_in_country_of(beyond, &entity))
        {
            return Some(Cue::Word(after.to_owned()));
        }
        if self.joined(find, &entity, is_ordinary, beside) {
            return Some(Cue::Joined);
        }
        // صور (photographs) after a preposition is no Tyre; two words are hardly ever chance.
        let after_preposition = before.is_some_and(|before| cues::is_preposition(&before.forms))
            || find.clitic.is_some_and(|clitic| clitic.ends_with(['ب', 'ل']));
        let is_word = self.matcher.gazetteer().lexicon().is_word(bare);
        let is_place =
            is_one_word && entity.class == Class::Location && (!is_ordinary || after_preposition && !is_word);
        // Bodies of one word (الكونغرس) go with their country unless they are words.
        let is_body = entity.class == Class::Actor && entity.kind != "person" && !is_word && !is_ordinary;
        // A direction names any area near a town.
        let is_phrase = !is_one_word && !cues::is_direction(bare);
        let is_told_by_place = is_phrase || is_place || is_body;
        (is_told_by_place && self.context.is_around(&entity)).then_some(Cue::Parent)
    }

    /// Whether a find names for sure a place of the entity's country.
    fn is_in_country_of(&mut self, find: &Find, entity: &Entity) -> bool {
        let other = sure_uses(find).next().and_then(|name_use| self.entity(name_use.row));
        entity.class == Class::Location
            && other.is_some_and(|other| {
                other.class == Class::Location
                    && other.countries.iter().any(|country| entity.countries.contains(country))
            })
    }

    /// Whether و joins the name to a place of the same country (any place, where the name
    /// is no word), or to a group of the same country, before it or after it.
    fn joined(&mut self, find: &Find, entity: &Entity, is_ordinary: bool, beside: &Beside<'_>) -> bool {
        let with_and = |find: &Find| find.clitic.is_some_and(|clitic| clitic.starts_with('و'));
        let before = beside.last.filter(|last| last.end_token() == find.first && with_and(find));
        let after = beside.next.as_ref().filter(|next| with_and(next.find)).and_then(|next| {
            // A weak name that is no word of the news will do: القائم وراوة.
            let sure = next
                .find
                .uses
                .iter()
                .find(|name_use| name_use.named_as != NamedAs::Weak || !next.is_ordinary)?;
            self.entity(sure.row).filter(|entity| entity.checked)
        });
        let before = before.map(|last| Rc::clone(&last.entity));
        before.into_iter().chain(after).any(|other| are_alike(entity, &other, is_ordinary))
    }
}

/// The entities that a find names without need of a cue.
pub(super) fn sure_uses(find: &Find) -> impl Iterator<Item = NameUse> {
    find.uses.iter().copied().filter(|name_use| name_use.named_as != NamedAs::Weak)
}

/// Whether two entities may stand in one list.
fn are_alike(a: &Entity, b: &Entity, is_ordinary: bool) -> bool {
    let share_country = a.countries.iter().any(|country| b.countries.contains(country));
    match (a.class, b.class) {
        (Class::Location, Class::Location) => share_country || !is_ordinary,
        (Class::Actor, Class::Actor) => share_country && a.kind != "person" && b.kind != "person",
        _ => false,
    }
}

/// The first word of a find without its clitic.
pub(super) fn bare<'a>(tokens: &'a [Token], find: &Find) -> &'a str {
    let norm = tokens[find.first].forms.norm();
    find.clitic.and_then(|clitic| norm.strip_prefix(clitic)).unwrap_or(norm)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use crate::entity::{Tagger, compile, table};

    const TABLE: &str = "id\ttype\tcountry\tparent\tname_ar\taliases_ar\tweak_ar\tadjectives_ar\n\
        bab\ttown\tSY\tiso:SY\tالباب\t\tالباب\t\n\
        ibb\ttown\tYE\tiso:YE\tإب\t\tإب\t\n\
        manbij\ttown\tSY\tiso:SY\tمنبج\t\t\t\n\
        abadi\tperson\tIQ\t\tحيدر العبادي\t\tالعبادي\t\n\
        bakr\tperson\t\t\tأبو بكر البغدادي\t\t\t\n\
        halab\tcity\tSY\tiso:SY\tحلب\t\t\t\n\
        qaim\ttown\tIQ\tiso:IQ\tالقائم\t\tالقائم\t\n\
        duma\ttown\tSY\tiso:SY\tدوما\t\tدوما\t\n\
        kamal\ttown\tSY\tiso:SY\tأبو كمال\t\t\t\n\
        west\tregion\tIQ\tiso:IQ\tغربي العراق\t\t\t\n\
        asia\tregion\t\t\tآسيا\t\t\t\n\
        iso:SY\tcountry\tSY\t\tسوريا\tسورية\t\tسوري\n\
        iraqi\tperson\tIQ\t\tخالد العراقي\t\tالعراقي\t\n\
        iso:IQ\tcountry\tIQ\t\tالعراق\t\t\tعراقي\n";

    fn named(text: &str) -> Vec<String> {
        let entities = table::parse(TABLE, Path::new("t.tsv")).unwrap();
        let mut tagger = Tagger::new(compile::compile(&entities).unwrap());
        tagger.tag_text(text).mentions.iter().map(|mention| mention.entity.id.clone()).collect()
    }

    #[test]
    fn an_ordinary_word_needs_a_cue_right_before_it() {
        assert_eq!(named("سيطروا على مدينة الباب أمس"), ["bab"]);
        assert!(named("فتح الباب أمام الزوار").is_empty());
        assert!(named("قال السكان في المدينة، الباب مغلق").is_empty());
    }

    #[test]
    fn and_joins_an_ordinary_word_to_a_place_of_the_same_country() {
        assert_eq!(named("معارك منبج والباب"), ["manbij", "bab"]);
    }

    #[test]
    fn a_family_name_counts_after_the_full_name() {
        assert_eq!(named("وصل حيدر العبادي، ثم تحدث العبادي"), ["abadi", "abadi"]);
        assert!(named("ثم تحدث العبادي").is_empty());
    }

    #[test]
    fn a_name_of_two_letters_hides_behind_no_clitic() {
        assert!(named("في باب المدينة").is_empty());
    }

    #[test]
    fn abu_is_found_in_every_case() {
        assert_eq!(named("خطبة أبي بكر البغدادي"), ["bakr"]);
    }

    #[test]
    fn what_a_word_announces_once_is_meant_in_the_whole_article() {
        assert_eq!(named("سيطروا على مدينة الباب. دخلوا الباب فجرا"), ["bab", "bab"]);
    }

    #[test]
    fn a_collocation_is_no_name_even_where_the_place_is_meant_elsewhere() {
        assert_eq!(named("سيطروا على مدينة الباب، وهذا يفتح الباب لهدنة"), ["bab"]);
    }

    #[test]
    fn a_place_behind_the_name_tells_where_it_lies() {
        assert_eq!(named("قصف طال الباب بريف حلب"), ["bab", "halab"]);
    }

    #[test]
    fn an_adjective_behind_a_definite_noun_is_no_place() {
        assert_eq!(named("عادوا إلى مدينة القائم رغم الواقع القائم فيها"), ["qaim"]);
    }

    #[test]
    fn a_word_with_nunation_is_no_place() {
        assert_eq!(named("في مدينة دوما، حيث يحدث ذلك دوماً"), ["duma"]);
    }

    #[test]
    fn a_direction_within_a_direction_names_no_area() {
        // The country is named inside the longer name.
        assert_eq!(named("معارك غربي العراق"), ["west", "iso:IQ"]);
        assert_eq!(named("معارك شمال غربي العراق"), ["iso:IQ"]);
    }

    #[test]
    fn a_place_behind_a_competition_is_a_part_of_its_name() {
        assert_eq!(named("سافر إلى آسيا"), ["asia"]);
        assert!(named("فاز بكأس آسيا").is_empty());
    }

    #[test]
    fn syrian_behind_an_indefinite_feminine_noun_is_an_adjective() {
        assert_eq!(named("عاد إلى سورية"), ["iso:SY"]);
        assert!(named("أقلعت طائرة سورية").is_empty());
    }

    #[test]
    fn who_speaks_is_no_town() {
        assert_eq!(named("عاد إلى أبو كمال"), ["kamal"]);
        assert_eq!(named("ويقول أبو كمال إن الطريق مغلق"), ["d:person:ابو_كمال"]);
    }

    #[test]
    fn a_nationality_behind_an_office_is_no_family_name() {
        assert!(named("قال الرئيس العراقي").is_empty());
    }
}
