//! Finds the complete objects in a text whose JSON structure is broken somewhere. A tokenizer with a stack restarts at
//! the next brace after a violation. It reads every byte a bounded number of times, whatever the text.

use std::ops::Range;

/// Objects nested deeper than this are not recognised; the rows that are read with it are four deep.
const DEPTH: usize = 64;

/// What was found.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Found {
    /// The places of objects that are in no other complete object, in order.
    pub(crate) objects: Vec<Range<usize>>,
    /// Whether the text ends within an object.
    pub(crate) is_open: bool,
}

/// Finds the outermost objects of `text` after `from` whose brackets, quotes, colons and commas are in place. Does not
/// validate their literals and strings.
pub(crate) fn find(text: &str, from: usize) -> Found {
    let mut scan = Scan { bytes: text.as_bytes(), at: from, ..Scan::default() };
    while scan.step().is_some() {}
    Found { is_open: !scan.stack.is_empty() || scan.has_open_string, objects: scan.found }
}

/// An open object or list.
#[derive(Clone, Copy)]
struct Frame {
    is_object: bool,
    start: usize,
    /// How many objects had been found before it was opened.
    found_before: usize,
}

#[derive(Clone, Copy, Default)]
enum Expected {
    #[default]
    Value,
    ValueOrEnd,
    Key,
    KeyOrEnd,
    Colon,
    CommaOrEnd,
}

#[derive(Default)]
struct Scan<'a> {
    bytes: &'a [u8],
    at: usize,
    stack: Vec<Frame>,
    found: Vec<Range<usize>>,
    expected: Expected,
    /// Where the latest string of the current outermost object begins.
    string: Option<usize>,
    /// Whether a string has no end, and no object follows its beginning.
    has_open_string: bool,
}

impl Scan<'_> {
    /// Reads one token; `None` at the end.
    fn step(&mut self) -> Option<()> {
        let rest = self.bytes.get(self.at..)?;
        if self.stack.is_empty() {
            self.at += rest.iter().position(|&byte| byte == b'{')?;
            self.open();
            return Some(());
        }
        self.at += rest.iter().position(|byte| !byte.is_ascii_whitespace())?;
        use Expected::{Colon, CommaOrEnd, Key, KeyOrEnd, Value, ValueOrEnd};
        let is_object = self.stack.last().is_some_and(|frame| frame.is_object);
        match (self.expected, *self.bytes.get(self.at)?) {
            (Key | KeyOrEnd, b'"') => self.string(Colon),
            (Colon, b':') => self.next(Value),
            (Value | ValueOrEnd, b'"') => self.string(CommaOrEnd),
            (Value | ValueOrEnd, b'{' | b'[') if self.stack.len() < DEPTH => self.open(),
            (Value | ValueOrEnd, byte) if is_literal(byte) => self.literal(),
            (CommaOrEnd, b',') => self.next(if is_object { Key } else { Value }),
            (KeyOrEnd, b'}') | (ValueOrEnd, b']') => self.close(),
            (CommaOrEnd, b'}') if is_object => self.close(),
            (CommaOrEnd, b']') if !is_object => self.close(),
            _ => self.start_anew(),
        }
        Some(())
    }

    fn next(&mut self, expected: Expected) {
        self.at += 1;
        self.expected = expected;
    }

    fn open(&mut self) {
        let is_object = self.bytes.get(self.at) == Some(&b'{');
        self.stack.push(Frame { is_object, start: self.at, found_before: self.found.len() });
        self.next(if is_object { Expected::KeyOrEnd } else { Expected::ValueOrEnd });
    }

    fn close(&mut self) {
        self.next(Expected::CommaOrEnd);
        if let Some(frame) = self.stack.pop().filter(|frame| frame.is_object) {
            self.found.truncate(frame.found_before);
            self.found.push(frame.start..self.at);
            self.has_open_string = false;
        }
        if self.stack.is_empty() {
            self.string = None;
        }
    }

    fn string(&mut self, then: Expected) {
        self.string = Some(self.at);
        let mut end = self.at + 1;
        loop {
            match self.bytes.get(end) {
                Some(b'"') => break,
                Some(b'\\') => end += 2,
                Some(_) => end += 1,
                None => {
                    self.has_open_string = true;
                    return self.start_anew();
                }
            }
        }
        (self.at, self.expected) = (end + 1, then);
    }

    fn literal(&mut self) {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        self.at += rest.iter().position(|&byte| !is_literal(byte)).unwrap_or(rest.len());
        self.expected = Expected::CommaOrEnd;
    }

    /// Restarts after a violation, which leaves everything open incomplete. If a quote was lost or added, the latest
    /// string may be the text between two strings and contain the next object's brace. So it is scanned again, once,
    /// because no other string begins in it.
    fn start_anew(&mut self) {
        self.stack.clear();
        let is_behind = |string: &usize| self.found.last().is_none_or(|found| found.end <= *string);
        if let Some(string) = self.string.take().filter(is_behind) {
            self.at = string + 1;
        }
    }
}

/// Whether a byte can be part of a number, `true`, `false`, `null`, or an invalid literal that ends like one.
const fn is_literal(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'+' | b'.')
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use super::*;

    fn found(text: &str) -> Vec<&str> {
        find(text, 0).objects.into_iter().map(|object| &text[object]).collect()
    }

    const ROWS: [&str; 3] =
        [r#"{"id":1,"a":[{"b":"x"},{}],"n":"nl"}"#, r#"{"id":2,"t":"{\"id\":9}","n":"de"}"#, r#"{"id":3,"n":"fr"}"#];

    #[test]
    fn a_sound_text_is_one_object() {
        let text = format!("{{\"rows\":[{}]}}", ROWS.join(", "));
        assert_eq!(found(&text), [text.as_str()]);
        assert_eq!(find(&text, 1).objects.len(), 3);
    }

    #[test]
    fn a_damaged_byte_loses_only_its_own_row() {
        let text = format!("{{\"rows\":[{}]}}", ROWS.join(","));
        for at in 0..text.len() {
            for damage in ["\"", "\\", "{", "}", "[", "]", ",", ":", "0", "x", " ", "\n", ""] {
                let damaged = format!("{}{damage}{}", &text[..at], &text[at + 1..]);
                let found: Vec<_> = find(&damaged, 1).objects.into_iter().map(|row| &damaged[row]).collect();
                for row in ROWS {
                    let start = text.find(row).unwrap();
                    let is_whole = at < start || at >= start + row.len();
                    assert!(!is_whole || found.contains(&row), "{damaged}: {found:?}");
                }
            }
        }
    }

    #[test]
    fn an_open_end_is_reported() {
        let text = format!("{{\"rows\":[{}]}}", ROWS.join(","));
        assert!(!find(&text, 1).is_open);
        let cut = &text[..text.len() - 6];
        assert!(find(cut, 1).is_open, "{cut}");
        assert_eq!(find("", 0), Found::default());
        assert_eq!(find("no object \\", 0), Found::default());
    }

    /// A megabyte of text that would take minutes if every brace restarted the scan.
    #[test]
    fn hostile_texts_take_linear_time() {
        let mega = |pattern: &str| pattern.repeat(1_000_000 / pattern.len());
        let began = Instant::now();
        for pattern in
            ["{", "[", "{\"a\":", "{\"a\":[", "{ \"", "\"{", "{\"\\", "{}x", "[{\"a\":1},", "{\"a\":1 2", "\\", "{\"a"]
        {
            find(&mega(pattern), 0);
            find(&format!("{{\"a\":\"{}", mega(pattern)), 0);
        }
        assert!(began.elapsed().as_secs() < 60, "{:?}", began.elapsed());
    }
}
