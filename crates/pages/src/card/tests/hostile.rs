//! Ten thousand hostile names: the structure of a card stays the same, whatever they are.

use proptest::{prelude::*, strategy::ValueTree as _, test_runner::TestRunner};

use super::{super::png, *};

const NAMES: usize = 10_000;
/// How many names each card has.
const OF_ONE_CARD: usize = 10;
/// One card of so many is drawn as well.
const DRAWN: usize = 50;

/// Fragments that have a meaning in SVG, XML, CSS, or for the direction of text.
const PIECES: [&str; 24] = [
    "</text><script>alert(1)</script>",
    "<image href='file:///etc/passwd'/>",
    "\"/><rect width='9'/>",
    "' onload='x",
    "&amp;",
    "&#0;",
    "&xxe;",
    "]]>",
    "<![CDATA[",
    "<!DOCTYPE svg [<!ENTITY x 'y'>]>",
    "<?xml version='1.0'?>",
    "{}",
    "\0",
    "\u{1b}[31m",
    "\u{202e}",
    "\u{2066}",
    "\u{200b}",
    "\u{fffe}",
    "\u{ffff}",
    "\r\n",
    "a\u{337}\u{337}\u{337}\u{337}",
    "👩‍❤️‍💋‍👨",
    "url(#x)",
    "\u{10ffff}",
];

fn names() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        prop::sample::select(PIECES.to_vec()).prop_map(str::to_owned),
        "\\PC{0,12}",
        any::<String>(),
        "[a-z]{1,60}",
    ];
    prop::collection::vec(piece, 0..5).prop_map(|pieces| pieces.concat())
}

/// A card with a name in every place of a text.
fn cards(names: &[String]) -> [String; 2] {
    let mut cup = cup(&names[0]);
    cup.slug.clone_from(&names[1]);
    let mut rows: Vec<_> = (0..8).zip(&names[1..]).map(|(number, name)| row(number, name)).collect();
    for (row, name) in rows.iter_mut().zip(names) {
        row.country = Some(name.clone());
        row.team = Some(StandingTeam { team_id: TeamId(1), name: name.clone(), initials: name.clone() });
    }
    [standings_card(&cup, &rows, DURING), entry_card(&cup, &rows[3], &points(9), DURING)]
}

/// The elements and attributes of a card, without texts and the attributes that follow from them.
fn structure(svg: &str) -> Vec<String> {
    let document = roxmltree::Document::parse(svg).unwrap_or_else(|error| panic!("{error}: {svg}"));
    let elements = document.descendants().filter(|node| node.is_element() && !node.has_tag_name("tspan"));
    let attributes = |node: roxmltree::Node<'_, '_>| {
        let kept = node.attributes().map(|attribute| attribute.name()).collect::<Vec<_>>();
        format!("{} {kept:?} in {:?}", node.tag_name().name(), node.parent().map(|parent| parent.tag_name()))
    };
    elements.map(attributes).collect()
}

#[test]
fn ten_thousand_names_change_nothing_but_their_text() {
    let expected = cards(&vec!["A".to_owned(); OF_ONE_CARD]).map(|svg| structure(&svg));
    let mut runner = TestRunner::deterministic();
    for number in 0..NAMES / OF_ONE_CARD {
        let ten = prop::collection::vec(names(), OF_ONE_CARD).new_tree(&mut runner).unwrap().current();
        let svgs = cards(&ten);
        assert_eq!(svgs.each_ref().map(|svg| structure(svg)), expected, "{ten:?}");
        for svg in svgs.iter().filter(|_| number % DRAWN == 0) {
            png(svg).unwrap_or_else(|error| panic!("{error}: {ten:?}"));
        }
    }
}
