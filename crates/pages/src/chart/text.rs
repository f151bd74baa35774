//! Texts of charts: names cut to the room they have, and instants.

use domain::clock::Timestamp;

/// Cuts `name` to about `width` columns of text; wide characters, such as Chinese ones, take two.
pub(super) fn shortened(name: &str, width: usize) -> String {
    let columns = |letter: char| if letter >= '\u{1100}' { 2 } else { 1 };
    if name.chars().map(columns).sum::<usize>() <= width {
        return name.to_owned();
    }
    let mut used = 1;
    let fits = |letter: &char| {
        used += columns(*letter);
        used <= width
    };
    let mut short: String = name.chars().take_while(fits).collect();
    short.truncate(short.trim_end().len());
    short.push('…');
    short
}

/// An instant for people.
pub(super) fn instant(at: Timestamp) -> String {
    at.inner().format("%-d %b %Y %H:%M UTC").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_cut_to_their_room() {
        assert_eq!(shortened("Hera", 4), "Hera");
        assert_eq!(shortened("TheViper", 6), "TheVi…");
        assert_eq!(shortened("The Viper", 5), "The…");
        assert_eq!(shortened("二二二二", 7), "二二二…");
        assert_eq!(shortened("", 3), "");
    }
}
