//! Charts over hand-made read models: their edges, their sizes, and hostile names.

use chrono::TimeDelta;
use domain::{civ_stats::CivStat, clock::Timestamp, id::CivilizationId};
use maud::Markup;
use roxmltree::{Document, Node};

use super::*;

/// A name that would become markup, attributes and programs if it were not escaped.
const HOSTILE: &str = r#"</title></svg><script>alert(1)</script>" onload="alert(2)' & <!-- ]]>"#;

fn start() -> Timestamp {
    "2026-06-01T00:00:00Z".parse().unwrap()
}

fn minutes(count: i64) -> Timestamp {
    start() + TimeDelta::minutes(count)
}

/// The places of `rows` lines at `count` instants `step` minutes apart; each instant rotates the table by one.
fn rotating(rows: i64, count: i64, step: i64) -> (Vec<Timestamp>, Vec<Vec<i64>>) {
    let places = |row: i64| (0..count).map(|at| (row + at) % rows + 1).collect();
    ((0..count).map(|at| minutes(at * step)).collect(), (0..rows).map(places).collect())
}

fn bump_of(instants: &[Timestamp], places: &[Vec<i64>], name: &str) -> Option<Markup> {
    let lines = places.iter().map(|places| Places { name, places: places.clone() }).collect();
    bump(&Bump { id: "chart", title: "Places", instants, lines })
}

fn curves_of(curves_of: Vec<Vec<(Timestamp, i64)>>, name: &str) -> Option<Markup> {
    let lines = curves_of.into_iter().map(|points| Curve { name, points }).collect();
    curves(&Curves { id: "chart", title: "Ratings", height: 320, curves: lines })
}

/// The markup as XML, which these charts are too.
fn parsed(markup: &Markup) -> Document<'_> {
    let document = Document::parse(&markup.0).unwrap_or_else(|error| panic!("{error}: {}", markup.0));
    for node in document.descendants() {
        assert!(node.attributes().all(|attribute| !["style", "onload"].contains(&attribute.name())));
    }
    document
}

fn count(document: &Document<'_>, name: &str) -> usize {
    document.descendants().filter(|node| node.has_tag_name(name)).count()
}

fn of_class<'a>(document: &'a Document<'_>, class: &str) -> Vec<Node<'a, 'a>> {
    document
        .descendants()
        .filter(|node| node.attribute("class").is_some_and(|all| all.split(' ').any(|one| one == class)))
        .collect()
}

fn text(node: &Node<'_, '_>) -> String {
    node.descendants().filter_map(|node| node.text().filter(|_| node.is_text())).collect()
}

#[test]
fn nothing_is_drawn_of_nothing() {
    assert!(bump_of(&[], &[], "Hera").is_none());
    assert!(bump_of(&[start()], &[], "Hera").is_none());
    assert!(bump_of(&[start()], &[vec![]], "Hera").is_none(), "a line without places");
    assert!(curves_of(vec![], "Hera").is_none());
    assert!(curves_of(vec![vec![], vec![]], "Hera").is_none());
}

#[test]
fn a_single_point_is_a_dot_in_the_middle() {
    let bump = bump_of(&[start()], &[vec![1]], "Hera").unwrap();
    let dots =
        of_class(&parsed(&bump), "dot").iter().map(|dot| dot.attribute("d").map(str::to_owned)).collect::<Vec<_>>();
    assert_eq!(dots, [Some("M500 12h0".to_owned())]);
    let curve = curves_of(vec![vec![(start(), 1_600)]], "Hera").unwrap();
    let document = parsed(&curve);
    assert_eq!(of_class(&document, "dot")[0].attribute("d"), Some("M500 160h0"), "between a tick above and one below");
    assert_eq!(text(&of_class(&document, "label")[0]), "1600");
}

#[test]
fn every_line_says_its_exact_values() {
    let bump = bump_of(&[minutes(0), minutes(30), minutes(60)], &[vec![2, 2, 1], vec![1, 1, 2]], "Hera").unwrap();
    let document = parsed(&bump);
    let titles: Vec<_> =
        document.descendants().filter(|node| node.has_tag_name("title")).map(|node| text(&node)).collect();
    assert_eq!(titles[1], "Hera: place 2, began at 1, best 1, worst 2");
    assert!(titles.contains(&"Hera: place 1, 1 Jun 2026 01:00 UTC".to_owned()), "{titles:?}");
    assert_eq!(text(&of_class(&document, "label")[1]), "1 Hera");
    let points = vec![(minutes(0), 1_600), (minutes(20), 1_580), (minutes(60), 1_612)];
    let curve = curves_of(vec![points], "Hera").unwrap();
    let document = parsed(&curve);
    let titles: Vec<_> =
        document.descendants().filter(|node| node.has_tag_name("title")).map(|node| text(&node)).collect();
    assert_eq!(
        titles,
        [
            "Ratings",
            "Hera: 1612, lowest 1580, highest 1612",
            "Hera: 1600, 1 Jun 2026 00:00 UTC",
            "Hera: 1580, 1 Jun 2026 00:20 UTC",
            "Hera: 1612, 1 Jun 2026 01:00 UTC"
        ]
    );
}

#[test]
fn a_chart_is_small_however_much_was_played() {
    for (rows, count, step) in [(100, 4_000, 30), (32, 12_500, 10), (2, 200_000, 1), (100, 2, 1), (1, 1, 1)] {
        let (instants, places) = rotating(rows, count, step);
        let bump = bump_of(&instants, &places, HOSTILE).unwrap();
        assert!(bump.0.len() <= MOST_BYTES, "{rows} lines of {count} places: {} bytes", bump.0.len());
        assert_eq!(of_class(&parsed(&bump), "line").len(), usize::try_from(rows).unwrap());
        let ratings = |row: &Vec<i64>| instants.iter().zip(row).map(|(at, place)| (*at, 3_000 - place * 17)).collect();
        let curves = curves_of(places.iter().map(ratings).collect(), HOSTILE).unwrap();
        assert!(curves.0.len() <= MOST_BYTES, "{rows} curves of {count} points: {} bytes", curves.0.len());
        assert_eq!(of_class(&parsed(&curves), "line").len(), usize::try_from(rows).unwrap());
    }
}

#[test]
fn a_window_of_a_minute_and_one_of_three_months_have_ticks_and_labels_within_the_plot() {
    for step in [TimeDelta::seconds(6), TimeDelta::days(9)] {
        let instants: Vec<_> = (0..10).map(|at| start() + step * at).collect();
        let points = instants.iter().zip(0..).map(|(at, rating)| (*at, 1_000 + rating)).collect();
        let bump = bump_of(&instants, &[(1..=10).collect()], "Hera").unwrap();
        for chart in [bump, curves_of(vec![points], "Hera").unwrap()] {
            let document = parsed(&chart);
            let axis = of_class(&document, "axis");
            let axis = axis.iter().find(|axis| axis.children().any(|node| node.attribute("text-anchor").is_some()));
            let labels = axis.unwrap().children().filter(|node| node.has_tag_name("text")).count();
            assert!((3..=9).contains(&labels), "{labels} labels: {}", chart.0);
        }
    }
}

#[test]
fn hostile_names_change_no_element() {
    let (instants, places) = rotating(3, 3, 60);
    let result = |row: usize, column: usize| (row > column).then_some((2, 1));
    let shapes = [HOSTILE, "Hera"].map(|name| {
        let players = || MatrixPlayer { name, href: "/t/cup/players/1".to_owned() };
        let points = |row: &Vec<i64>| instants.iter().zip(row).map(|(at, place)| (*at, *place)).collect();
        let stat = CivStat { civilization_id: CivilizationId(1), name: Some(name.to_owned()), picks: 3, wins: 1 };
        let charts = [
            bump_of(&instants, &places, name).unwrap(),
            curves_of(places.iter().map(points).collect(), name).unwrap(),
            matrix(&Matrix { caption: name, players: vec![players(), players(), players()], result: &result }),
            civilization_bars(name, &[stat]),
        ];
        charts
            .map(|chart| parsed(&chart).descendants().map(|node| node.tag_name().name().to_owned()).collect::<Vec<_>>())
    });
    assert_eq!(shapes[0], shapes[1]);
}

#[test]
fn a_matrix_has_a_cell_for_each_pair() {
    let players = ["Anna", "Bert"].map(|name| MatrixPlayer { name, href: format!("/players/{name}") });
    let result = |row: usize, column: usize| match (row, column) {
        (0, 1) => Some((3, 1)),
        (1, 0) => Some((1, 3)),
        _ => None,
    };
    let matrix = matrix(&Matrix { caption: "Head to head", players: players.into(), result: &result });
    let document = parsed(&matrix);
    let cells: Vec<_> = document
        .descendants()
        .filter(|node| node.has_tag_name("td") && node.ancestors().any(|above| above.has_tag_name("tbody")))
        .map(|cell| (cell.attribute("class").unwrap_or_default().to_owned(), text(&cell)))
        .collect();
    let cell = |class: &str, text: &str| (class.to_owned(), text.to_owned());
    assert_eq!(cells, [cell("self", ""), cell("ahead", "3–1"), cell("behind", "1–3"), cell("self", "")]);
    assert_eq!(count(&document, "th"), 4);
    let keys: Vec<_> = document.descendants().filter_map(|node| node.attribute("data-key")).collect();
    assert_eq!(keys, ["results-/players/Anna", "results-/players/Bert"], "without keys all of it would be replaced");
}

#[test]
fn bars_are_as_long_as_the_most_picked_one_allows() {
    let stat = |id, picks, wins| CivStat { civilization_id: CivilizationId(id), name: None, picks, wins };
    let bars = civilization_bars("Civilizations", &[stat(1, 8, 6), stat(2, 4, 0), stat(3, 0, 0)]);
    let document = parsed(&bars);
    let widths: Vec<_> = document
        .descendants()
        .filter(|node| node.has_tag_name("rect"))
        .map(|rect| rect.attribute("width").unwrap_or_default().to_owned())
        .collect();
    assert_eq!(widths, ["75.0%", "25.0%", "0.0%", "50.0%", "0.0%", "0.0%"]);
    let numbers: Vec<_> = of_class(&document, "number").iter().skip(3).map(text).collect();
    assert_eq!(numbers, ["8", "6", "75.0 %", "4", "0", "0.0 %", "0", "0", "–"]);
}
