//! A chat line: makes names harmless, and drops whole items that do not fit.

use crate::name::{Name, printable};

/// The maximum length of a line in UTF-16 code units: Nightbot accepts fewer than 400 characters, and counts in these
/// units.
pub const LINE_UNITS: usize = 399;
/// The maximum length of a name, in characters.
const NAME: usize = 40;
/// The maximum length of a tournament's name, in characters.
const TOURNAMENT: usize = 60;
/// Marks where a line or a name was cut.
const CUT: char = '…';

/// A line to which items are added while they fit.
#[derive(Clone, Debug)]
pub(super) struct Line {
    text: String,
    length: usize,
}

impl Line {
    /// Creates a line that begins with `text`, which must be short.
    pub(super) fn new(text: impl Into<String>) -> Self {
        let text = text.into();
        let length = units(&text);
        Self { text, length }
    }

    /// Adds as many whole items as fit, and an ellipsis for the rest.
    pub(super) fn items<T: AsRef<str>>(mut self, items: &[T], separator: &str) -> Self {
        for (place, item) in items.iter().map(AsRef::as_ref).enumerate() {
            let separator = if place == 0 { "" } else { separator };
            let length = self.length + units(separator) + units(item);
            let is_last = place + 1 == items.len();
            // Leave room for a space and the ellipsis.
            if length > if is_last { LINE_UNITS } else { LINE_UNITS - 2 } {
                self.text.push_str(if place == 0 { "" } else { " " });
                self.text.push(CUT);
                break;
            }
            self.text.push_str(separator);
            self.text.push_str(item);
            self.length = length;
        }
        self
    }

    /// Adds a space and a text if both fit.
    pub(super) fn if_it_fits(mut self, text: Option<String>) -> Self {
        if let Some(text) = text.filter(|text| self.length + 1 + units(text) <= LINE_UNITS) {
            self.text.push(' ');
            self.text.push_str(&text);
            self.length += 1 + units(&text);
        }
        self
    }

    /// Returns the line. A leading character that would start a chat command is replaced by its full-width form, which
    /// starts none.
    pub(super) fn finish(self) -> String {
        let Some(first) = self.text.chars().next() else { return self.text };
        let is_harmless = !first.is_ascii_punctuation() || "\"'([{".contains(first);
        match wide(first).filter(|_| !is_harmless) {
            Some(wide) => format!("{wide}{}", &self.text[first.len_utf8()..]),
            None => self.text,
        }
    }
}

/// Shortens and sanitises a name.
pub(super) fn name(name: &str) -> String {
    shown(name, NAME)
}

/// Shortens and sanitises a tournament's name.
pub(super) fn tournament(name: &str) -> String {
    shown(name, TOURNAMENT)
}

/// Removes control characters and stacked accents from a name, and makes sure that bots find no mention or variable in
/// it.
fn shown(name: &str, most: usize) -> String {
    let name = printable(name);
    let Some(fit) = Name::of_account(&name, most) else { return "(no name)".to_owned() };
    let mut shown = String::with_capacity(fit.as_str().len());
    let mut characters = fit.as_str().chars().peekable();
    while let Some(character) = characters.next() {
        let begins_variable = character == '$' && matches!(characters.peek(), Some('(' | '{'));
        let changed = if character == '@' || begins_variable { wide(character) } else { None };
        shown.push(changed.unwrap_or(character));
    }
    if name.chars().count() > most {
        shown.push(CUT);
    }
    shown
}

/// The full-width form of an ASCII punctuation mark or letter.
fn wide(character: char) -> Option<char> {
    let code = u32::from(character);
    (0x21..=0x7e).contains(&code).then(|| char::from_u32(code + 0xfee0))?
}

/// The length of a text as chats count it.
fn units(text: &str) -> usize {
    text.encode_utf16().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_that_do_not_fit_are_left_out_whole() {
        let items: Vec<_> = (0..100).map(|number| format!("item {number:04}")).collect();
        let line = Line::new("Many: ").items(&items, ", ").finish();
        assert!(line.ends_with(", item 0034 …"), "{line}");
        assert!(units(&line) <= LINE_UNITS && units(&line) > LINE_UNITS - 12);
        assert_eq!(Line::new("Few: ").items(&items[..2], ", ").finish(), "Few: item 0000, item 0001");
        let (long, fits) = ("x".repeat(LINE_UNITS), "x".repeat(LINE_UNITS - 3));
        assert_eq!(Line::new("A: ").items(&[long], ", ").finish(), "A: …");
        assert_eq!(units(&Line::new("A: ").items(&[fits], ", ").finish()), LINE_UNITS);
        assert_eq!(Line::new("None").items(&[""; 0], ", ").finish(), "None");
    }

    #[test]
    fn a_line_begins_no_command() {
        for (text, expected) in [
            ("/ban me", "／ban me"),
            (".timeout", "．timeout"),
            ("!so x", "！so x"),
            ("$x", "＄x"),
            ("[aM] Hera", "[aM] Hera"),
            ("Anna", "Anna"),
            ("", ""),
        ] {
            assert_eq!(Line::new(text).finish(), expected);
        }
    }

    #[test]
    fn a_name_is_harmless() {
        for (own, expected) in [
            ("An\nna\u{202e}", "An na"),
            ("@everyone", "＠everyone"),
            ("<@&12>", "<＠&12>"),
            ("Ca$h $(urlfetch x) ${y}", "Ca$h ＄(urlfetch x) ＄{y}"),
            ("\u{200b}", "(no name)"),
            (" a \u{3000} b\u{fffe}", "a b"),
            ("Ze\u{337}\u{337}\u{337}\u{337}", "Ze\u{337}\u{337}"),
        ] {
            assert_eq!(name(own), expected, "{own:?}");
        }
        assert_eq!(name(&"x".repeat(41)), format!("{}…", "x".repeat(40)));
        assert_eq!(tournament(&"x".repeat(60)), "x".repeat(60));
    }
}
