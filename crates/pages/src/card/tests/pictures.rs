//! Cards as PNG: their size, and one against a reference.

use std::{fs, path::Path};

use domain::tournament::RankBy;

use super::{
    super::{HEIGHT, WIDTH, png},
    *,
};

/// The most bytes of a card.
const MOST_BYTES: usize = 100_000;

/// The colours of a picture, and its width and height.
fn decoded(png: &[u8]) -> (Vec<u8>, (u32, u32)) {
    let mut decoder = png::Decoder::new(std::io::Cursor::new(png));
    decoder.set_transformations(png::Transformations::EXPAND);
    let mut reader = decoder.read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut pixels).unwrap();
    assert_eq!(info.color_type, png::ColorType::Rgb, "without transparency");
    (pixels, (info.width, info.height))
}

/// Every kind of card, by name.
fn cards() -> Vec<(&'static str, String)> {
    let cup = cup("King of the Desert V");
    let long = Tournament {
        name: "The Extraordinarily Long Championship of Everything and Everyone ".repeat(3),
        ..cup.clone()
    };
    let by_rating = Tournament { rank_by: RankBy::CurrentRating, window: Window::default(), ..cup.clone() };
    let nobody: Vec<_> = (0..5).zip(NAMES).map(|(number, name)| unrated(number, name)).collect();
    let hostile = StandingRow { max_rating: Some(i64::MAX), current_rating: Some(i64::MIN), ..row(2, NAMES[8]) };
    vec![
        ("empty", standings_card(&cup, &[], BEFORE)),
        ("unrated", standings_card(&cup, &nobody, BEFORE)),
        ("one", standings_card(&cup, &rows(1), DURING)),
        ("three", standings_card(&cup, &rows(3), DURING)),
        ("five", standings_card(&by_rating, &rows(5), DURING)),
        ("eight", standings_card(&cup, &rows(8), DURING)),
        ("many", standings_card(&long, &rows(100)[8..], END)),
        ("entry", entry_card(&cup, &row(2, NAMES[1]), &points(80), DURING)),
        ("entry-long", entry_card(&long, &hostile, &points(2_000), END)),
        ("entry-one-game", entry_card(&by_rating, &row(2, NAMES[7]), &points(1), DURING)),
        ("entry-unrated", entry_card(&cup, &unrated(2, NAMES[6]), &[], BEFORE)),
    ]
}

#[test]
fn every_card_is_a_small_picture_of_the_same_size() {
    for (name, svg) in cards() {
        let picture = png(&svg).unwrap();
        assert_eq!(decoded(&picture).1, (WIDTH, HEIGHT), "{name}");
        assert!(picture.len() <= MOST_BYTES, "{name}: {} bytes", picture.len());
    }
}

/// Machines may round differently, which shows at the edges of letters alone.
#[test]
fn a_card_looks_as_it_did() {
    let reference = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/card/tests/eight.png");
    let drawn = png(&standings_card(&cup("King of the Desert V"), &rows(8), DURING)).unwrap();
    let (now, before) = (decoded(&drawn).0, decoded(&fs::read(&reference).unwrap()).0);
    assert_eq!(now.len(), before.len());
    let different = now.iter().zip(&before).filter(|(now, before)| now.abs_diff(**before) > 24).count();
    if different * 5_000 > now.len() {
        let kept = std::env::temp_dir().join("eight.png");
        fs::write(&kept, drawn).unwrap();
        panic!("{different} values differ; if {} is as intended, put it in the place of {reference:?}", kept.display());
    }
}
