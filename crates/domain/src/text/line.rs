//! A line of a chat: names made harmless, items left out whole when they do not fit.

use crate::name::{Name, printable};

/// The most UTF-16 code units of a line: Nightbot takes fewer than 400 characters, and counts them so.
pub const MOST: usize = 399;
/// Characters of a name, at most.
const NAME: usize = 40;
/// Characters of a tournament's name, at most.
const TOURNAMENT: usize = 60;
/// Where a line or a name was cut.
const CUT: char = '…';

/// A line to which items are added while they fit.
#[derive(Clone, Debug)]
pub(super) struct Line {
    text: String,
    length: usize,
}

impl Line {
    /// A line that begins with `text`, which is short.
    pub(super) fn new(text: impl Into<String>) -> Self {
        let text = text.into();
        let length = units(&text);
        Self { text, length }
    }

    /// The same line with as many of the items as fit, whole ones, and an ellipsis for the rest.
    pub(super) fn items<T: AsRef<str>>(mut self, items: &[T], separator: &str) -> Self {
        for (place, item) in items.iter().map(AsRef::as_ref).enumerate() {
            let separator = if place == 0 { "" } else { separator };
            let length = self.length + units(separator) + units(item);
            let is_last = place + 1 == items.len();
            // Room for a blank and the ellipsis.
            if length > if is_last { MOST } else { MOST - 2 } {
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

    /// The line. A mark with which chats begin commands becomes its wide form at the beginning of a line, where it begins
    /// none.
    pub(super) fn finish(self) -> String {
        let Some(first) = self.text.chars().next() else { return self.text };
        let is_harmless = !first.is_ascii_punctuation() || "\"'([{".contains(first);
        match wide(first).filter(|_| !is_harmless) {
            Some(wide) => format!("{wide}{}", &self.text[first.len_utf8()..]),
            None => self.text,
        }
    }
}

/// A name as a line shows it.
pub(super) fn name(name: &str) -> String {
    shown(name, NAME)
}

/// A tournament's name as a line shows it.
pub(super) fn tournament(name: &str) -> String {
    shown(name, TOURNAMENT)
}

/// A name without control characters and piles of accents, of which nothing is a mention or a variable to a bot.
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

/// The wide form of a mark or letter of ASCII.
fn wide(character: char) -> Option<char> {
    let code = u32::from(character);
    (0x21..=0x7e).contains(&code).then(|| char::from_u32(code + 0xfee0))?
}

/// How long chats take a text to be.
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
        assert!(units(&line) <= MOST && units(&line) > MOST - 12);
        assert_eq!(Line::new("Few: ").items(&items[..2], ", ").finish(), "Few: item 0000, item 0001");
        let (long, fits) = ("x".repeat(MOST), "x".repeat(MOST - 3));
        assert_eq!(Line::new("A: ").items(&[long], ", ").finish(), "A: …");
        assert_eq!(units(&Line::new("A: ").items(&[fits], ", ").finish()), MOST);
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
