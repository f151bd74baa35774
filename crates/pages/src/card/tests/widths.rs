//! The measured width of texts, against how wide they are drawn.

use resvg::usvg::{Node, Tree};

use super::{
    super::{
        fonts::{OPTIONS, Weight},
        frame::{TEXT, card},
        text::{Anchor, Style},
    },
    *,
};

/// How wide a text is drawn. Arabic letters become narrower where they join.
fn drawn(text: &super::super::text::Text) -> f32 {
    let svg = card(&text.at((0.0, 100.0), Anchor::Start));
    let tree = Tree::from_str(&svg, &OPTIONS).unwrap();
    let Some(Node::Text(text)) = tree.root().children().last() else { panic!("no text is drawn") };
    text.bounding_box().width()
}

#[test]
fn a_text_is_drawn_as_wide_as_it_was_measured() {
    for weight in [Weight::Regular, Weight::SemiBold] {
        for name in NAMES {
            let text = Style { weight, size: 40.0, fill: TEXT }.whole(name);
            let (drawn, measured) = (drawn(&text), text.width);
            assert!((0.7..1.02).contains(&(drawn / measured)), "{name}: {drawn} instead of {measured}");
        }
    }
}

#[test]
fn what_does_not_fit_is_cut_by_its_width() {
    let style = Style::regular(30.0, TEXT);
    let shown = |name: &str, most| texts(&card(&style.fit(name, most).at((0.0, 0.0), Anchor::Start))).concat();
    for name in NAMES {
        for most in [60.0, 120.0, 333.0] {
            let (text, shown) = (style.fit(name, most), shown(name, most));
            assert!(text.width <= most, "{name}: {} of {most}", text.width);
            assert_eq!(text.is_cut, shown.ends_with('…'), "{shown}");
        }
    }
    let letters = |letter: &str| shown(&letter.repeat(40), 333.0).chars().count();
    assert!(letters("W") < 14 && letters("i") > 35, "{} {}", letters("W"), letters("i"));
    assert_eq!(shown("ab cd", style.whole("ab ").width + style.whole("…").width + 1.0), "ab…", "no space before it");
    assert_eq!(shown("", 10.0), "");
}

#[test]
fn what_has_no_font_is_shown_as_a_box() {
    let style = Style::regular(30.0, TEXT);
    let shown = |name: &str| texts(&card(&style.whole(name).at((0.0, 0.0), Anchor::Start))).concat();
    assert_eq!(shown("a\u{13000}b"), "a□b", "hieroglyphs");
    assert_eq!(shown("\u{2694}\u{fe0f}x\u{e0067}"), "\u{2694}x", "invisible characters need none");
    assert_eq!(shown("a\u{1}\u{202e}\u{2028}b\u{fffe}\tc"), "a b c", "control characters");
}
