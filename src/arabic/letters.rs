//! Arabic letters that the rules speak about, each with its shape, and the
//! classes of characters that analysis drops or folds.

/// ا
pub const ALEF: char = '\u{0627}';
/// أ
pub const ALEF_HAMZA_ABOVE: char = '\u{0623}';
/// إ
pub const ALEF_HAMZA_BELOW: char = '\u{0625}';
/// آ
pub const ALEF_MADDA: char = '\u{0622}';
/// ٱ
pub const ALEF_WASLA: char = '\u{0671}';
/// ء
pub const HAMZA: char = '\u{0621}';
/// ؤ
pub const WAW_HAMZA: char = '\u{0624}';
/// ئ
pub const YEH_HAMZA: char = '\u{0626}';
/// ة
pub const TEH_MARBUTA: char = '\u{0629}';
/// ى
pub const ALEF_MAKSURA: char = '\u{0649}';
/// ي
pub const YEH: char = '\u{064A}';
/// ه
pub const HEH: char = '\u{0647}';
/// ك
pub const KAF: char = '\u{0643}';
/// و
pub const WAW: char = '\u{0648}';
/// ف
pub const FEH: char = '\u{0641}';
/// ب
pub const BEH: char = '\u{0628}';
/// ل
pub const LAM: char = '\u{0644}';
/// س
pub const SEEN: char = '\u{0633}';
/// ت
pub const TEH: char = '\u{062A}';
/// م
pub const MEEM: char = '\u{0645}';
/// ن
pub const NOON: char = '\u{0646}';
/// ج
pub const JEEM: char = '\u{062C}';
/// ز
pub const ZAIN: char = '\u{0632}';
/// ً, the nunation of the accusative
pub const FATHATAN: char = '\u{064B}';
/// ـ, the stretching stroke
pub const TATWEEL: char = '\u{0640}';

/// Whether `c` is written in the Arabic script, presentation forms included.
#[must_use]
pub fn is_arabic(c: char) -> bool {
    matches!(c,
        '\u{0600}'..='\u{06FF}' | '\u{0750}'..='\u{077F}' | '\u{0870}'..='\u{08FF}'
        | '\u{FB50}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}')
}

/// Whether `c` is a vowel sign, a Quranic mark or another sign above or below a letter.
#[must_use]
pub fn is_mark(c: char) -> bool {
    matches!(c,
        '\u{0610}'..='\u{061A}' | '\u{064B}'..='\u{065F}' | '\u{0670}'
        | '\u{06D6}'..='\u{06DC}' | '\u{06DF}'..='\u{06E4}' | '\u{06E7}' | '\u{06E8}'
        | '\u{06EA}'..='\u{06ED}' | '\u{0898}'..='\u{089F}' | '\u{08CA}'..='\u{08E1}'
        | '\u{08E3}'..='\u{08FF}' | '\u{0300}'..='\u{036F}' | '\u{FE20}'..='\u{FE2F}')
}

/// Whether `c` only steers layout (direction marks, joiners, byte order mark, soft hyphen).
#[must_use]
pub fn is_format(c: char) -> bool {
    matches!(c,
        '\u{00AD}' | '\u{061C}' | '\u{180E}' | '\u{200B}'..='\u{200F}'
        | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FE00}'..='\u{FE0F}')
}

/// Whether `c` lives inside words but carries no letter: marks, format characters, tatweel.
#[must_use]
pub fn is_ignorable(c: char) -> bool {
    c == TATWEEL || is_mark(c) || is_format(c)
}
