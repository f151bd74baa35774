//! Tests of names: valid, invalid and indistinguishable ones.

use proptest::prelude::*;

use super::*;

fn named(text: &str) -> String {
    Name::new(text).unwrap_or_else(|unfit| panic!("{text:?}: {unfit:?}")).into()
}

fn are_like(one: &str, other: &str) -> bool {
    let (there, back) = (Name::new(one).unwrap().is_like(other), Name::new(other).unwrap().is_like(one));
    assert_eq!(there, back, "{one:?} {other:?}");
    there
}

#[test]
fn a_name_is_trimmed_and_composed() {
    assert_eq!(named(" \t\u{a0}Anna \u{3000}\n"), "Anna");
    assert_eq!(named("Rene\u{301}"), "Ren\u{e9}");
    assert_eq!(named("\u{1112}\u{1161}\u{11ab}"), "\u{d55c}");
    assert_eq!([named(""), named(" \t ")], ["", ""]);
}

#[test]
fn scripts_and_signs_that_people_use_stay_as_they_are() {
    for name in [
        "Team Secret",
        "[aM] Hera",
        "T90Official ♛",
        "Lê Thị Ngọc Ánh",
        "Жанна Д'Арк",
        "이순신",
        "諸葛亮",
        "हिन्दी",
        "สิงห์ผู้กล้า",
        "می\u{200c}خواهم",
        "עִבְרִית",
        "👩‍❤️‍💋‍👨",
        "🏴󠁧󠁢󠁥󠁮󠁧󠁿 1️⃣",
        "a\u{308}\u{301}",
    ] {
        assert_eq!(named(name), NFC.normalize(name), "{name}");
    }
}

#[test]
fn control_characters_are_refused_wherever_they_stand() {
    for control in
        ['\0', '\t', '\n', '\u{1b}', '\u{7f}', '\u{85}', '\u{2028}', '\u{2029}', '\u{200f}', '\u{202e}', '\u{2066}']
    {
        let name = format!("An{control}na");
        assert_eq!(Name::new(&name), Err(Unfit::Control(control)), "{name:?}");
    }
}

#[test]
fn a_name_that_shows_nothing_is_refused() {
    for nothing in [
        "\u{200b}",
        "\u{200b} \u{2060}",
        "\u{3164}",
        "\u{115f}\u{1160}",
        "\u{2800}",
        "\u{fe0f}",
        "\u{301}",
        "\u{e0041}",
    ] {
        assert_eq!(Name::new(nothing), Err(Unfit::Invisible), "{nothing:?}");
    }
}

#[test]
fn letters_carry_two_marks_at_most() {
    assert_eq!(Name::new("Z\u{325}\u{320}\u{324}"), Err(Unfit::TooManyMarks));
    assert_eq!(Name::new(&format!("ab{}", "\u{337}".repeat(40))), Err(Unfit::TooManyMarks));
    let joined = format!("Z{}", "\u{337}\u{200d}".repeat(3));
    assert_eq!(Name::new(&joined), Err(Unfit::TooManyMarks), "an invisible character starts no letter");
    assert_eq!(named("Z\u{325}\u{320}o\u{325}\u{320}"), "Z\u{325}\u{320}o\u{325}\u{320}");
}

#[test]
fn names_that_nobody_can_tell_apart_are_alike() {
    for (one, other) in [
        ("Anna", "ANNA"),
        ("Anna  B", "anna\u{a0}b"),
        ("Stra\u{df}e", "STRASSE"),
        ("\u{3a3}\u{3af}\u{3c3}\u{3c5}\u{3c6}\u{3bf}\u{3c2}", "\u{3a3}\u{38a}\u{3a3}\u{3a5}\u{3a6}\u{39f}\u{3a3}"),
        ("Ren\u{e9}", "RENE\u{301}"),
        ("An\u{200b}na", "Anna"),
        ("Anna \u{200b}", "Anna"),
        ("Bja\u{308}\u{200d}\u{323}rn", "Bja\u{323}\u{308}rn"),
        ("\u{2764}\u{fe0f}", "\u{2764}"),
    ] {
        assert!(are_like(one, other), "{one:?} {other:?}");
    }
    for (one, other) in
        [("Anna", "Ana"), ("Ren\u{e9}", "Rene"), ("An na", "Anna"), ("x\u{b2}", "x2"), ("Anna", "\u{410}nna")]
    {
        assert!(!are_like(one, other), "{one:?} {other:?}");
    }
}

#[test]
fn an_accounts_name_is_made_to_fit() {
    let made = |alias: &str| Name::of_account(alias, 8).map(String::from);
    assert_eq!(made("\u{202e}An\nna ").as_deref(), Some("Anna"));
    assert_eq!(made(&format!("Z{}o", "\u{337}".repeat(40))).as_deref(), Some("Z\u{337}\u{337}o"));
    assert_eq!(made("1234567 9").as_deref(), Some("1234567"));
    assert_eq!([made(""), made("\u{200b}"), made("\u{301}\u{301}"), made(" \u{7} ")], [None, None, None, None]);
}

proptest! {
    #[test]
    fn a_name_is_itself_again(text in "\\PC{0,40}") {
        if let Ok(name) = Name::new(&text) {
            prop_assert_eq!(Name::new(name.as_str()), Ok(name.clone()));
            prop_assert!(name.is_like(&text));
        }
    }

    #[test]
    fn whatever_an_account_is_called_makes_a_name_or_none(alias in any::<String>(), most in 1_usize..70) {
        if let Some(name) = Name::of_account(&alias, most) {
            prop_assert!((1..=most).contains(&name.as_str().chars().count()));
            prop_assert_eq!(Name::new(name.as_str()), Ok(name));
        }
    }
}
