//! Files as hosts write them: which documents they give, and which mistakes are reported.

#![expect(clippy::unwrap_used, reason = "a test's own tools may fail it")]

mod generated;
mod reported;
mod schema;
mod stages;

use domain::document::Document;
use tournament_file::read;

/// The mistakes of a file, one per line.
fn mistakes(text: &str) -> String {
    let file = read(text);
    assert!(file.document.is_none() || file.mistakes.is_empty());
    file.mistakes.iter().map(|mistake| format!("{mistake}\n")).collect()
}

fn document(text: &str) -> Document {
    let file = read(text);
    assert_eq!(file.mistakes, [], "{text}");
    (*file.document.unwrap()).clone()
}

const LEAST: &str = "slug = \"cup\"\nname = \"Cup\"\nleaderboard_id = 3\n";

#[test]
fn times_and_links_are_taken_as_people_write_them() {
    let read = document(&format!(
        "{LEAST}start_date = 2026-06-01\nend_date = 2026-06-30T20:00:00+02:00\n[[entries]]\nname = \"Ada\"\n\
         account = \"aoe2companion.com/players/7\"\n"
    ));
    assert_eq!(read.start_date.unwrap().to_string(), "2026-06-01T00:00:00Z");
    assert_eq!(read.end_date.unwrap().to_string(), "2026-06-30T18:00:00Z");
    assert_eq!(read.entries[0].account.unwrap().0.0, 7);
}
