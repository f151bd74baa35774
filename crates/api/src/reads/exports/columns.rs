//! Tables as CSV (RFC 4180): flat columns, named by where their cells are in the rows' JSON.

use std::{
    borrow::Cow,
    io::{self, Write},
};

use csv::{Terminator, Writer, WriterBuilder};
use serde::Serialize;
use serde_json::Value;

/// First characters with which spreadsheets take a text for a formula, as OWASP lists them ("CSV Injection").
const FORMULA: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];
/// The character before such a text, with which spreadsheets take it for a text. It also precedes texts that begin with
/// it themselves, so that removing one of it always gives the text.
const QUOTE: char = '\'';

/// The columns of a table.
#[derive(Clone, Copy, Debug)]
pub(in crate::reads) struct Columns {
    /// Where their cells are in a row: names of fields and places in lists, separated by dots.
    pub(in crate::reads) paths: &'static [&'static str],
    /// The field with a list, each of whose items has a line of its own; a row with an empty list has one line.
    pub(in crate::reads) list: Option<&'static str>,
}

impl Columns {
    /// Writes the line with the columns' names.
    pub(in crate::reads) fn write_names(&self, csv: &mut impl Write) -> io::Result<()> {
        let mut writer = writer(csv);
        writer.write_record(self.paths)?;
        writer.flush()
    }

    /// Writes the lines of rows.
    pub(in crate::reads) fn write_rows<T: Serialize>(
        &self,
        csv: &mut impl Write,
        rows: impl IntoIterator<Item = T>,
    ) -> io::Result<()> {
        let mut writer = writer(csv);
        for row in rows {
            let row = serde_json::to_value(row)?;
            let items = self.list.and_then(|list| row[list].as_array()).filter(|items| !items.is_empty());
            for item in items.map_or(&[Value::Null][..], Vec::as_slice) {
                for path in self.paths {
                    let of_item = self.list.and_then(|list| path.strip_prefix(list)?.strip_prefix('.'));
                    let value = of_item.map_or_else(|| find(&row, path), |path| find(item, path));
                    writer.write_field(value.map_or(Cow::Borrowed(""), cell).as_bytes())?;
                }
                writer.write_record(None::<&[u8]>)?;
            }
        }
        writer.flush()
    }
}

fn writer<W: Write>(csv: &mut W) -> Writer<&mut W> {
    WriterBuilder::new().terminator(Terminator::CRLF).from_writer(csv)
}

fn find<'a>(row: &'a Value, path: &str) -> Option<&'a Value> {
    path.split('.').try_fold(row, |value, name| match value {
        Value::Array(items) => items.get(name.parse::<usize>().ok()?),
        _ => value.get(name),
    })
}

/// The text of a cell. Null is an empty cell; lists and objects are JSON.
fn cell(value: &Value) -> Cow<'_, str> {
    match value {
        Value::Null => "".into(),
        Value::String(text) => harmless(text),
        other => other.to_string().into(),
    }
}

/// The text as no spreadsheet takes it for a formula.
fn harmless(text: &str) -> Cow<'_, str> {
    if text.starts_with(FORMULA) || text.starts_with(QUOTE) { format!("{QUOTE}{text}").into() } else { text.into() }
}

#[cfg(test)]
mod tests {
    use proptest::{prelude::*, strategy::ValueTree as _, test_runner::TestRunner};
    use serde_json::json;

    use super::*;

    fn written(columns: &Columns, rows: &[Value]) -> String {
        let mut csv = Vec::new();
        columns.write_names(&mut csv).unwrap();
        columns.write_rows(&mut csv, rows).unwrap();
        String::from_utf8(csv).unwrap()
    }

    #[test]
    fn cells_are_where_their_columns_say() {
        let columns = Columns { paths: &["id", "team.name", "won", "bag", "list"], list: None };
        let rows = [
            json!({"id": -1, "team": {"name": "a, \"b\""}, "won": true, "bag": {"x": [1]}, "list": ["=1"]}),
            json!({"id": 2.5, "team": null, "won": null, "bag": {}, "list": []}),
        ];
        let due = "id,team.name,won,bag,list\r\n-1,\"a, \"\"b\"\"\",true,\"{\"\"x\"\":[1]}\",\"[\"\"=1\"\"]\"\r\n2.5,,,{},[]\r\n";
        assert_eq!(written(&columns, &rows), due);
    }

    #[test]
    fn a_place_in_a_list_is_a_column() {
        let columns = Columns { paths: &["sides.0.name", "sides.1.name", "score.1", "score.x"], list: None };
        let rows = [json!({"sides": [{"name": "A"}, {"name": "=B"}], "score": [2, 1]}), json!({"sides": []})];
        assert_eq!(written(&columns, &rows), "sides.0.name,sides.1.name,score.1,score.x\r\nA,'=B,1,\r\n,,,\r\n");
    }

    #[test]
    fn each_item_of_the_list_has_a_line() {
        let columns = Columns { paths: &["id", "players.id", "players.name"], list: Some("players") };
        let rows = [
            json!({"id": 1, "players": [{"id": 7, "name": "A"}, {"id": 8, "name": null}]}),
            json!({"id": 2, "players": []}),
        ];
        assert_eq!(written(&columns, &rows), "id,players.id,players.name\r\n1,7,A\r\n1,8,\r\n2,,\r\n");
    }

    /// Texts that spreadsheets and parsers may misread, and ordinary ones.
    fn hostile() -> impl Strategy<Value = String> {
        let pieces = [
            "=",
            "+",
            "-",
            "@",
            "\t",
            "\r",
            "\n",
            "\r\n",
            "'",
            "''=",
            "\"",
            "\"\"",
            ",",
            ";",
            "|",
            "cmd|' /C calc'!A0",
            "=HYPERLINK(\"http://evil.example\",\"x\")",
            "＝",
            "＋1",
            "－",
            "＠",
            "\0",
            "\u{feff}",
            "\u{202e}",
            " ",
            "a",
            "👑",
            "\\",
            "#",
        ];
        let piece =
            prop_oneof![prop::sample::select(pieces.to_vec()).prop_map(str::to_owned), any::<String>(), "\\PC{0,9}"];
        prop::collection::vec(piece, 0..5).prop_map(|pieces| pieces.concat())
    }

    #[test]
    fn hostile_texts_are_read_back_as_they_were_and_none_is_a_formula() {
        let (mut runner, texts) = (TestRunner::deterministic(), prop::collection::vec(hostile(), 2));
        let columns = Columns { paths: &["name", "number", "list.name"], list: Some("list") };
        let texts: Vec<_> = (0..10_000).map(|_| texts.new_tree(&mut runner).unwrap().current()).collect();
        let rows = texts.iter().map(|two| json!({"name": two[0], "number": -5, "list": [{"name": two[1]}]}));
        let csv = written(&columns, &rows.collect::<Vec<_>>());
        let mut reader = csv::Reader::from_reader(csv.as_bytes());
        assert_eq!(reader.headers().unwrap(), columns.paths);
        let mut lines = 0;
        for (line, two) in reader.records().zip(&texts) {
            let line = line.unwrap();
            assert_eq!(&line[1], "-5", "a number stays one");
            for (cell, text) in [(&line[0], &two[0]), (&line[2], &two[1])] {
                assert!(!cell.starts_with(FORMULA), "{cell:?}");
                assert_eq!(cell.strip_prefix(QUOTE).unwrap_or(cell), text, "{cell:?}");
            }
            lines += 1;
        }
        assert_eq!(lines, 10_000);
    }
}
