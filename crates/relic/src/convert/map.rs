//! Finds a match's map. The plain `mapname` is wrong for about half of the ranked games; the options are right.

use domain::matches::UNNAMED_MAP;

use json_client::Field;

use crate::{blob, map_names::map_name};

/// The file endings that a custom script's or scenario's name may have.
const ENDINGS: [&str; 3] = [".rms", ".rms2", ".aoe2scenario"];

/// The name of a map.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct MapName {
    pub(super) name: String,
    /// Whether the name is uncertain because no better source was there.
    pub(super) is_guess: bool,
}

/// The map's name: of the built-in map that the options point to, else `mapname`, which is right for custom scripts (0)
/// and scenarios (-2). For undecodable options and unknown ids it is a guess.
pub(super) fn true_map_name(options: Field<'_>, mapname: Field<'_>) -> MapName {
    let built_in = options.text().and_then(|blob| blob::map_id(&blob));
    if let Some(name) = built_in.and_then(map_name) {
        return MapName { name: name.to_owned(), is_guess: false };
    }
    let name = mapname.text().unwrap_or_default();
    match without_ending(name.trim()).trim() {
        "" => MapName { name: UNNAMED_MAP.to_owned(), is_guess: true },
        name => MapName { name: name.to_owned(), is_guess: built_in.is_none_or(|number| number > 0) },
    }
}

fn without_ending(name: &str) -> &str {
    let stem = |ending: &&str| {
        let (stem, end) = name.split_at_checked(name.len().checked_sub(ending.len())?)?;
        end.eq_ignore_ascii_case(ending).then_some(stem)
    };
    ENDINGS.iter().find_map(stem).unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::blob::pack::options;

    fn name(options: &str, mapname: &str) -> String {
        let json = serde_json::to_string(&[options, mapname]).unwrap();
        let fields: Vec<Field<'_>> = serde_json::from_str(&json).unwrap();
        true_map_name(fields[0], fields[1]).name
    }

    #[test]
    fn a_name_without_options_is_a_guess() {
        let is_guess = |map: &[&str], mapname: &str| {
            let json = serde_json::to_string(&[&options(map), mapname]).unwrap();
            let fields: Vec<Field<'_>> = serde_json::from_str(&json).unwrap();
            true_map_name(fields[0], fields[1]).is_guess
        };
        assert!(!is_guess(&["10:10875"], "") && !is_guess(&["10:0"], "Hill.rms") && !is_guess(&["10:-2"], "Hill"));
        assert!(is_guess(&["10:5000001"], "Hill") && is_guess(&["11:1"], "Hill") && is_guess(&["10:0"], " "));
    }

    #[test]
    fn a_built_in_map_is_named_by_its_id() {
        assert_eq!(name(&options(&["0:0", "10:10875"]), "Marketplace.rms"), "Arabia");
    }

    #[test]
    fn scripts_scenarios_and_unknown_maps_keep_their_mapname() {
        for map in ["10:0", "10:-2", "10:5000001", "10:", "11:10875"] {
            assert_eq!(name(&options(&[map]), "Hill_Duel.rms"), "Hill_Duel", "{map}");
        }
        assert_eq!(name("not base64!", "Hill Duel"), "Hill Duel");
        assert_eq!(true_map_name(Field::default(), Field::default()).name, "Unknown");
    }

    #[test]
    fn only_known_endings_are_cut() {
        for (mapname, shown) in [
            ("Hill.RMS", "Hill"),
            ("Hill.rms2", "Hill"),
            ("Joan 1.aoe2scenario", "Joan 1"),
            ("v1.2", "v1.2"),
            ("Hill.rms3", "Hill.rms3"),
            ("hillrms", "hillrms"),
            (".rms", "Unknown"),
            (" ", "Unknown"),
            ("丘.rms", "丘"),
            ("丘陵", "丘陵"),
        ] {
            assert_eq!(name("", mapname), shown, "{mapname}");
        }
    }
}
