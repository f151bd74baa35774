//! Which values fields accept, and how the others are reported.

use serde_json::json;

use super::*;

fn fields(value: Value) -> Fields {
    let Value::Object(given) = value else { panic!("an object") };
    Fields::of(given)
}

#[test]
fn numbers_are_json_numbers_without_a_fraction() {
    let read = |value: Value| fields(json!({ "n": value })).integer("n", 1).value();
    assert_eq!((read(json!(3)), read(json!(3.0))), (Some(3), Some(3)));
    for refused in [json!(0), json!(1.5), json!("3"), json!(true), json!(1e300), json!(9_223_372_036_854_775_808_u64)] {
        assert_eq!(read(refused.clone()), None, "{refused}");
    }
}

#[test]
fn times_are_texts_and_utc_unless_they_say_otherwise() {
    let read = |value: Value| fields(json!({ "t": value })).time("t").value().map(|time| time.to_string());
    let noon = Some("2026-06-01T12:00:00Z".to_owned());
    assert_eq!(read(json!("2026-06-01T14:00:00+02:00")), noon);
    assert_eq!(read(json!("2026-06-01T12:00:00")), noon);
    assert_eq!(read(json!("2026-06-01")), Some("2026-06-01T00:00:00Z".to_owned()));
    assert_eq!(read(json!("2026-12-31T23:59:60Z")), Some("2027-01-01T00:00:00Z".to_owned()));
    assert_eq!(read(json!("0001-01-01")), Some("0001-01-01T00:00:00Z".to_owned()));
    for refused in [
        "-5000-01-01",
        "+12345-01-01",
        "+262142-12-31",
        "9999-12-31T23:59:59-23:59",
        "0001-01-01T00:00:00+01:00",
        "0000-01-01",
        "2026-1-1",
        "2026-01-011",
        "2026-01-01T",
        "-001-01-01T00:00:00Z",
    ] {
        assert_eq!(read(json!(refused)), None, "{refused}");
    }
    for refused in [json!(1_780_000_000), json!("1780000000"), json!("soon"), json!("2026-13-01"), json!({})] {
        assert_eq!(read(refused.clone()), None, "{refused}");
    }
}

#[test]
fn every_violation_is_told() {
    let mut fields = fields(json!({"name": "", "extra": 1, "urls": ["x", 7, ""], "bag": {"a": "\0"}, "n": null}));
    fields.required("slug", |fields, name| fields.text(name, 1..=64));
    fields.required("name", |fields, name| fields.text(name, 1..=64));
    fields.texts("urls", 5, 1..=256);
    fields.object("bag", 100);
    fields.not_null("n", |fields, name| fields.integer(name, 0));
    let Err(Error::Invalid(errors)) = fields.check() else { panic!("nothing noted") };
    let told = serde_json::to_value(errors).unwrap();
    let places: Vec<_> = told.as_array().unwrap().iter().map(|error| error["loc"].to_string()).collect();
    assert_eq!(
        places,
        [
            r#"["body","slug"]"#,
            r#"["body","name"]"#,
            r#"["body","urls",1]"#,
            r#"["body","urls",2]"#,
            r#"["body","bag"]"#,
            r#"["body","n"]"#
        ]
    );
}
