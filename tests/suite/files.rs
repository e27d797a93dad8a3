//! The tables of known actors and places, as they are compiled in.

use std::collections::{HashMap, HashSet};

use warraq::arabic::normalize;
use warraq::entity::Class;
use warraq::entity::Entity;
use warraq::gazetteer;

fn entities() -> Vec<Entity> {
    gazetteer::built_in().expect("the built-in gazetteer").entities().collect()
}

#[test]
fn ids_are_unique() {
    let entities = entities();
    assert!(entities.len() > 1000, "only {} entities", entities.len());
    let mut seen = HashSet::new();
    let twice: Vec<&str> =
        entities.iter().map(|entity| entity.id.as_str()).filter(|id| !seen.insert(*id)).collect();
    assert!(twice.is_empty(), "ids that stand twice: {twice:?}");
}

#[test]
fn parents_exist() {
    let entities = entities();
    let ids: HashSet<&str> = entities.iter().map(|entity| entity.id.as_str()).collect();
    let orphans: Vec<String> = entities
        .iter()
        .filter_map(|entity| Some((entity, entity.parent.as_deref()?)))
        .filter(|(_, parent)| !ids.contains(parent))
        .map(|(entity, parent)| format!("{} → {parent}", entity.id))
        .collect();
    assert!(orphans.is_empty(), "parents that are no entity: {orphans:?}");
}

#[test]
fn no_entity_lies_in_itself() {
    let entities = entities();
    let parents: HashMap<&str, &str> =
        entities.iter().filter_map(|entity| Some((entity.id.as_str(), entity.parent.as_deref()?))).collect();
    for entity in &entities {
        let mut above = entity.id.as_str();
        let steps = std::iter::from_fn(|| {
            above = parents.get(above)?;
            Some(above)
        });
        assert!(steps.take(21).count() <= 20, "the parents of {} run in a circle", entity.id);
    }
}

/// A name that counts without a cue means one actor only.
#[test]
fn no_two_actors_share_a_strong_arabic_name() {
    let entities = entities();
    let mut bearers: HashMap<String, &str> = HashMap::new();
    let mut shared = Vec::new();
    for entity in entities.iter().filter(|entity| entity.class == Class::Actor) {
        let weak: HashSet<String> = entity.weak.iter().map(|name| normalize::phrase(name)).collect();
        for name in std::iter::once(&entity.name).chain(&entity.aliases) {
            let name = normalize::phrase(name);
            if weak.contains(&name) || name.is_empty() {
                continue;
            }
            match bearers.insert(name.clone(), &entity.id) {
                Some(other) if other != entity.id => {
                    shared.push(format!("{name}: {other}, {}", entity.id));
                }
                _ => {}
            }
        }
    }
    assert!(shared.is_empty(), "names that must be weak for one of the two:\n{}", shared.join("\n"));
}
