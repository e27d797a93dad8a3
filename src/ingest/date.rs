//! Days of publication as news writes them: ISO, RFC 2822, and Arabic with
//! either tradition of month names, in ASCII or Arabic digits.

use crate::arabic::{normalize, segment};
use crate::document::Day;

/// Month names at the norm level: Levantine and Iraqi, Egyptian and Gulf,
/// Tunisian and Algerian, Moroccan, English, French.
const MONTHS: [&[&str]; 12] = [
    &["يناير", "جانفي", "كانون الثاني", "january", "jan", "janvier"],
    &["فبراير", "فيفري", "شباط", "february", "feb", "fevrier"],
    &["مارس", "اذار", "march", "mar", "mars"],
    &["ابريل", "افريل", "نيسان", "april", "apr", "avril"],
    &["مايو", "ماي", "ايار", "may", "mai"],
    &["يونيو", "يونيه", "جوان", "حزيران", "june", "jun", "juin"],
    &["يوليو", "يوليه", "جويليه", "يوليوز", "تموز", "july", "jul", "juillet"],
    &["اغسطس", "اوت", "غشت", "اب", "august", "aug", "aout"],
    &["سبتمبر", "شتنبر", "ايلول", "september", "sep", "sept", "septembre"],
    &["اكتوبر", "تشرين الاول", "october", "oct", "octobre"],
    &["نوفمبر", "نونبر", "تشرين الثاني", "november", "nov", "novembre"],
    &["ديسمبر", "دجنبر", "كانون الاول", "december", "dec", "decembre"],
];

/// How many characters of a text are looked at for a day.
const LONGEST: usize = 200;

/// The first day named in `text`; `None` when there is none.
///
/// Numbers alone are read as year-month-day when the year comes first, and
/// as day-month-year, the Arabic order, when it comes last.
#[must_use]
pub fn parse_day(text: &str) -> Option<Day> {
    let text = text.trim();
    let text = text.char_indices().nth(LONGEST).map_or(text, |(end, _)| &text[..end]);
    if let Some(day) = iso(text) {
        return Some(day);
    }
    let words: Vec<String> = segment::words(text)
        .map(|span| normalize::exact_norm(span.of(text)))
        .filter(|word| !word.is_empty())
        .collect();
    let numbers: Vec<(usize, i32)> =
        words.iter().enumerate().filter_map(|(at, word)| Some((at, leading_number(word)?))).collect();
    match month(&words) {
        Some((at, month)) => {
            let day = numbers.iter().rev().find(|&&(n, v)| n < at && (1..=31).contains(&v));
            // American order: November 19, 2017.
            let day = day.or_else(|| numbers.iter().find(|&&(n, v)| n > at && (1..=31).contains(&v)));
            let year = numbers.iter().find(|&&(n, v)| n > at && (1800..=2200).contains(&v));
            let year = year.or_else(|| numbers.iter().find(|&&(_, v)| (1800..=2200).contains(&v)));
            civil(year?.1, month, day?.1)
        }
        None => match numbers.iter().map(|&(_, value)| value).collect::<Vec<_>>()[..] {
            [year, month, day, ..] if year >= 1800 => civil(year, month, day),
            [day, month, year, ..] if year >= 1800 => civil(year, month, day),
            _ => None,
        },
    }
}

fn iso(text: &str) -> Option<Day> {
    let head: String = text.chars().take(10).collect();
    head.parse().ok().or_else(|| {
        let compact = text.get(..8).filter(|head| head.bytes().all(|b| b.is_ascii_digit()))?;
        let is_number_only = text.len() == 8 || !text.as_bytes()[8].is_ascii_digit();
        let part = |range: std::ops::Range<usize>| compact.get(range)?.parse::<i32>().ok();
        is_number_only.then_some(())?;
        civil(part(0..4)?, part(4..6)?, part(6..8)?).filter(|day| (1800..=2200).contains(&day.year()))
    })
}

fn leading_number(word: &str) -> Option<i32> {
    let digits: String = word.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

/// Position and number of the first month named.
fn month(words: &[String]) -> Option<(usize, i32)> {
    words.iter().enumerate().find_map(|(at, word)| {
        let pair = words.get(at + 1).map(|next| format!("{word} {next}"));
        let named = |name: &&str| **name == *word || pair.as_deref() == Some(*name);
        (1..).zip(MONTHS).find(|(_, names)| names.iter().any(&named)).map(|(n, _)| (at, n))
    })
}

fn civil(year: i32, month: i32, day: i32) -> Option<Day> {
    let year = i16::try_from(year).ok()?;
    Day::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> String {
        parse_day(text).map(|day| day.to_string()).unwrap_or_default()
    }

    #[test]
    fn iso_dates_and_times() {
        for text in ["2017-11-19", "2017-11-19T10:30:00+03:00", "20171119", "2017/11/19", "2017-11-19 10:30"]
        {
            assert_eq!(day(text), "2017-11-19", "{text}");
        }
    }

    #[test]
    fn rfc_2822() {
        assert_eq!(day("Sun, 19 Nov 2017 10:30:00 +0300"), "2017-11-19");
    }

    #[test]
    fn arabic_months_of_both_traditions() {
        for text in [
            "19 تشرين الثاني/نوفمبر 2017",
            "١٩ نوفمبر ٢٠١٧",
            "الأحد 19 تشرين الثاني 2017",
            "19 نونبر 2017",
            "19-11-2017",
        ] {
            assert_eq!(day(text), "2017-11-19", "{text}");
        }
        assert_eq!(day("3 آب/أغسطس 2014"), "2014-08-03");
        assert_eq!(day("18 جانفي 2017"), "2017-01-18");
        assert_eq!(day("30 كانون الأول 2016"), "2016-12-30");
        assert_eq!(day("November 19, 2017"), "2017-11-19");
    }

    #[test]
    fn what_is_no_date_is_none() {
        for text in ["", "أمس", "32 نوفمبر 2017", "2017", "99999999"] {
            assert_eq!(day(text), "", "{text}");
        }
    }
}
