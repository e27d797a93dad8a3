//! The gazetteer's tables as people edit them: TAB-separated, one entity a
//! line, the columns named in the first line. See `data/README.md`.

use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// Types that make an entity a location; all others are actors.
const LOCATION_TYPES: [&str; 14] = [
    "country",
    "region",
    "admin1",
    "admin2",
    "city",
    "town",
    "village",
    "neighbourhood",
    "camp",
    "mountain",
    "river",
    "sea",
    "valley",
    "crossing",
];
/// Airports, dams, fields, squares: a location type that does not name its shape.
const FACILITY: &str = "facility";

/// Whether an entity acts or is a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Class {
    /// A state's body, an armed group, a party, an organisation, an agency or a person.
    Actor,
    /// A country, governorate, town, region, mountain, crossing, camp…
    Location,
}

/// One known actor or location.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entity {
    /// Stays the same for ever; what the index stores.
    pub id: String,
    /// Actor or location.
    pub class: Class,
    /// What it is more closely: `armed_group`, `person`, `city`…
    #[serde(rename = "type")]
    pub kind: String,
    /// ISO 3166-1 codes of the countries it belongs to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub countries: Vec<String>,
    /// The body or place it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<String>,
    /// Usual Arabic name, the one shown.
    pub name: String,
    /// Usual Latin name.
    pub latin: String,
    /// Other Arabic names that mean only this entity.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    /// Other Latin names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub latin_aliases: Vec<String>,
    /// Names that count only with a cue; may repeat `name`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub weak: Vec<String>,
    /// Nationality adjectives of a location in the masculine singular (سوري); their
    /// other forms follow by rule.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub adjectives: Vec<String>,
    /// Whether a person checked its names. Names of unchecked places count
    /// only right after a word like مدينة, and ordinary words never.
    pub checked: bool,
    /// The places that hold this location, nearest first; filled when compiled.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ancestors: Vec<String>,
    /// Degrees north and east.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<(f64, f64)>,
}

/// The columns of a table, by the names in its first line.
struct Columns {
    names: Vec<String>,
}

impl Columns {
    fn has(&self, name: &str) -> bool {
        self.names.iter().any(|column| column == name)
    }

    fn get<'a>(&self, cells: &[&'a str], name: &str) -> &'a str {
        let at = self.names.iter().position(|column| column == name);
        at.and_then(|at| cells.get(at)).copied().unwrap_or_default().trim()
    }
}

/// Reads one table.
///
/// # Errors
/// Names the file and line that is malformed.
pub fn parse(text: &str, path: &Path) -> Result<Vec<Entity>> {
    Ok(rows(text, path)?.into_iter().map(|(_, entity)| entity).collect())
}

/// Reads one table, each entity with its line, from 1.
///
/// # Errors
/// Names the file and line that is malformed.
pub fn rows(text: &str, path: &Path) -> Result<Vec<(u64, Entity)>> {
    let mut lines = text.trim_start_matches('\u{FEFF}').lines().enumerate();
    let Some((_, header)) = lines.next() else {
        return Err(Error::malformed(
            path,
            Some(1),
            "the table is empty; its first line must name the columns",
        ));
    };
    let names = header.split('\t').map(|name| name.trim_start_matches('#').trim().to_owned());
    let columns = Columns { names: names.collect() };
    for needed in ["id", "type", "name_ar"] {
        if !columns.has(needed) {
            return Err(Error::malformed(path, Some(1), format!("the column {needed} is missing")));
        }
    }
    let mut entities = Vec::new();
    for (number, line) in lines {
        if line.trim().is_empty() || line.starts_with('#') {
            continue;
        }
        let cells: Vec<&str> = line.split('\t').collect();
        let line = number as u64 + 1;
        let entity = entity(&columns, &cells).map_err(|reason| Error::malformed(path, Some(line), reason))?;
        entities.push((line, entity));
    }
    Ok(entities)
}

fn entity(columns: &Columns, cells: &[&str]) -> std::result::Result<Entity, String> {
    let cell = |name| columns.get(cells, name);
    let list = |name| -> Vec<String> {
        cell(name).split(';').map(str::trim).filter(|v| !v.is_empty()).map(str::to_owned).collect()
    };
    if cells.len() > columns.names.len() {
        return Err(format!("{} cells where the header names {}", cells.len(), columns.names.len()));
    }
    let id = cell("id").to_owned();
    if id.is_empty() || id.contains(char::is_whitespace) {
        return Err("the id is empty or holds white space".to_owned());
    }
    if cell("name_ar").is_empty() && cell("name_latin").is_empty() {
        return Err(format!("{id} has no name"));
    }
    let kind = cell("type").to_owned();
    let is_location = LOCATION_TYPES.contains(&kind.as_str()) || kind == FACILITY;
    let number = |name| cell(name).parse::<f64>().ok();
    Ok(Entity {
        class: if is_location { Class::Location } else { Class::Actor },
        kind,
        countries: list("country"),
        parent: Some(cell("parent").to_owned()).filter(|parent| !parent.is_empty()),
        name: if cell("name_ar").is_empty() { cell("name_latin") } else { cell("name_ar") }.to_owned(),
        latin: cell("name_latin").to_owned(),
        aliases: list("aliases_ar"),
        latin_aliases: list("aliases_latin"),
        weak: list("weak_ar"),
        adjectives: list("adjectives_ar"),
        ancestors: Vec::new(),
        // A table without the column is somebody's own and thereby checked.
        checked: !columns.has("checked") || !cell("checked").is_empty(),
        position: number("lat").zip(number("lon")),
        id,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_becomes_an_entity() {
        let table = "id\ttype\tparent\tname_ar\tname_latin\taliases_ar\tweak_ar\n\
                     gn:1\tcity\tiso:SY\tالباب\tAl-Bab\tمدينة الباب\tالباب\n";
        let entities = parse(table, Path::new("t.tsv")).unwrap();
        assert_eq!(entities[0].class, Class::Location);
        assert_eq!(entities[0].parent.as_deref(), Some("iso:SY"));
        assert_eq!(entities[0].weak, ["الباب"]);
    }

    #[test]
    fn a_bad_row_is_named_by_its_line() {
        let error = parse("id\ttype\tname_ar\nx\tcity\t\n", Path::new("t.tsv")).unwrap_err();
        assert_eq!(error.to_string(), "t.tsv:2: x has no name");
    }
}
