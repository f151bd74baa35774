//! Writes a document as a file in one canonical form: the same document always gives the same text.

use std::fmt::{Display, Write as _};

use domain::{
    document::{Account, Document, EntryDocument, StageDocument, TeamDocument},
    roster::Presentation,
};
use serde::Serialize;
use serde_json::{Value as Json, json};
use toml::Value as Toml;

/// The maximum nesting depth of tables and lists; deeper values are written as JSON.
const DEEPEST: usize = 16;

/// Returns the file's text for `document`.
#[must_use]
pub fn write(document: &Document) -> String {
    let mut file = String::new();
    line(&mut file, "slug", text(&document.slug));
    line(&mut file, "name", text(&document.name));
    line(&mut file, "leaderboard_id", document.leaderboard_id);
    line(&mut file, "rank_by", text(document.rank_by.as_str()));
    if let Some(start) = document.start_date {
        line(&mut file, "start_date", start);
    }
    if let Some(end) = document.end_date {
        line(&mut file, "end_date", end);
    }
    if let Some(cents) = document.prize_pool_cents {
        line(&mut file, "prize_pool_cents", cents);
    }
    list(&mut file, "host_stream_urls", document.host_stream_urls.iter().map(|url| text(url)));
    presentation(&mut file, &document.presentation);
    list(&mut file, "owners", document.owners.iter().map(|owner| text(&owner.to_string())));
    document.entries.iter().for_each(|written| entry(&mut file, written));
    document.teams.iter().for_each(|written| team(&mut file, written));
    document.stages.iter().flatten().for_each(|written| stage(&mut file, written));
    file
}

fn entry(file: &mut String, entry: &EntryDocument) {
    file.push_str("\n[[entries]]\n");
    line(file, "name", text(&entry.name));
    if let Some(Account(profile)) = entry.account {
        line(file, "account", profile);
    }
    presentation(file, &entry.presentation);
}

fn team(file: &mut String, team: &TeamDocument) {
    file.push_str("\n[[teams]]\n");
    line(file, "name", text(&team.name));
    line(file, "initials", text(&team.initials));
    if let Some(captain) = &team.captain {
        line(file, "captain", text(captain));
    }
    list(file, "members", team.members.iter().map(|member| text(member)));
}

/// Leaves out what a stage has unless something else is said, except tie-breaks and who may see it.
fn stage(file: &mut String, stage: &StageDocument) {
    let usual = StageDocument::new(stage.name.clone(), stage.format, stage.series_format);
    file.push_str("\n[[stages]]\n");
    line(file, "name", text(&stage.name));
    value(file, "format", &stage.format);
    let differing = |file: &mut String, key, given: Json, usual: Json| {
        if given != usual {
            value(file, key, &given);
        }
    };
    differing(file, "sides", json!(stage.sides), json!(usual.sides));
    list(file, "participants", stage.participants.iter().map(|name| text(name)));
    differing(file, "groups", json!(stage.groups), json!(usual.groups));
    differing(file, "legs", json!(stage.legs), json!(usual.legs));
    differing(file, "rounds", json!(stage.rounds), json!(usual.rounds));
    differing(file, "half_pairing", json!(stage.half_pairing), json!(usual.half_pairing));
    value(file, "series_format", &stage.series_format);
    differing(file, "admits", json!(stage.admits), json!(usual.admits));
    differing(file, "points", json!(stage.points), json!(usual.points));
    differing(file, "tie_breaks", json!(stage.tie_breaks), json!(usual.tie_breaks));
    differing(file, "advance", json!(stage.advance), json!(usual.advance));
    value(file, "visibility", &stage.visibility);
}

/// Writes a value in the form that it has in JSON.
fn value(file: &mut String, key: &str, given: &impl Serialize) {
    if let Some(given) = serde_json::to_value(given).ok().and_then(|given| toml(&given, 0)) {
        line(file, key, given);
    }
}

fn line(file: &mut String, key: &str, value: impl Display) {
    // Writing to a string cannot fail.
    let _ = writeln!(file, "{key} = {value}");
}

/// Writes one item per line, so that a diff shows which one changed.
fn list(file: &mut String, key: &str, items: impl Iterator<Item = Toml>) {
    let items: String = items.map(|item| format!("    {item},\n")).collect();
    if !items.is_empty() {
        let _ = writeln!(file, "{key} = [\n{items}]");
    }
}

fn presentation(file: &mut String, presentation: &Presentation) {
    if presentation.is_empty() {
        return;
    }
    let value = Json::Object(presentation.clone());
    line(file, "presentation", toml(&value, 0).unwrap_or_else(|| text(&value.to_string())));
}

fn text(text: &str) -> Toml {
    Toml::String(text.to_owned())
}

/// Converts the value to TOML; `None` when it is nested too deeply, or holds what TOML cannot express: null, or a
/// number of more than 64 bits.
fn toml(value: &Json, depth: usize) -> Option<Toml> {
    if depth > DEEPEST {
        return None;
    }
    Some(match value {
        Json::Null => return None,
        Json::Bool(is_so) => Toml::Boolean(*is_so),
        Json::String(text) => Toml::String(text.clone()),
        Json::Number(number) => match number.as_i64() {
            Some(number) => Toml::Integer(number),
            None if number.is_f64() => Toml::Float(number.as_f64()?),
            None => return None,
        },
        Json::Array(items) => Toml::Array(items.iter().map(|item| toml(item, depth + 1)).collect::<Option<_>>()?),
        Json::Object(fields) => {
            let field = |(key, value): (&String, &Json)| Some((key.clone(), toml(value, depth + 1)?));
            Toml::Table(fields.iter().map(field).collect::<Option<_>>()?)
        }
    })
}
