//! The issuers of tokens, and every way in which a token of theirs can be bad.

use std::time::Duration;

use api::Settings;
use serde_json::{Value, json};
use tests::service::{HOST, RIVAL, settings};

use crate::hosts::{
    asking,
    fixture::Fixture,
    signing_in::{ANNA, BERT, Forge, add_hosts, on, sign_in},
};

pub(super) const ISSUER: &str = "https://sso.example";
const INVALID: (u16, &str) = (401, "Invalid token");
const NOBODY: (u16, &str) = (401, "Invalid token: missing subject");

/// A kind of token, the token, and what is said about it.
pub(super) type Case = (String, Option<String>, (u16, &'static str));

/// Whose tokens are tried, and whether the other issuer's are accepted too; the sign-on service's always are.
#[derive(Clone, Copy, Debug)]
pub(super) enum Issuer {
    SignOn,
    SignOnBesideBuiltIn,
    BuiltIn,
}

pub(super) const ISSUERS: [Issuer; 3] = [Issuer::SignOn, Issuer::SignOnBesideBuiltIn, Issuer::BuiltIn];

impl Issuer {
    /// The two cups, with hosts of this issuer as owners.
    pub(super) async fn fixture(self) -> Fixture {
        let settings = if matches!(self, Self::SignOn) { settings() } else { on() };
        let fixture = Fixture::with(&Settings { auth_token_issuer: Some(ISSUER.to_owned()), ..settings }).await;
        if !matches!(self, Self::SignOn) {
            add_hosts(&fixture.service).await;
        }
        if matches!(self, Self::BuiltIn) {
            fixture.service.make_owner(fixture.cup, ANNA).await;
            fixture.service.make_owner(fixture.other, BERT).await;
        }
        fixture
    }

    /// A good token of the cup's owner.
    pub(super) async fn owner(self, fixture: &Fixture) -> String {
        match self {
            Self::BuiltIn => sign_in(&fixture.service, ANNA).await,
            _ => fixture.service.unminted_token(HOST).issuer(ISSUER).mint(),
        }
    }

    /// A good token of the other cup's owner.
    pub(super) async fn rival(self, fixture: &Fixture) -> String {
        match self {
            Self::BuiltIn => sign_in(&fixture.service, BERT).await,
            _ => fixture.service.unminted_token(RIVAL).issuer(ISSUER).mint(),
        }
    }

    /// Every way in which a token can be bad.
    pub(super) async fn bad_tokens(self, fixture: &Fixture) -> Vec<Case> {
        match self {
            Self::BuiltIn => bad_built_in_tokens(fixture, &self.owner(fixture).await).await,
            _ => bad_tokens(fixture),
        }
    }

    /// Those of which it has to be found out whether they are bad.
    pub(super) const fn open(self) -> &'static [&'static str] {
        match self {
            Self::BuiltIn => &["another host", "an unknown key", "an unknown session"],
            _ => &["another key's signature, no kid", "tampered, no kid", "unknown kid"],
        }
    }

    /// Between two times that it is found out.
    pub(super) const fn cool_down(self) -> Duration {
        match self {
            Self::BuiltIn => Duration::from_secs(1),
            _ => asking::COOL_DOWN,
        }
    }
}

/// Every way in which a token can be bad.
fn bad_tokens(fixture: &Fixture) -> Vec<Case> {
    let none = [
        ("no cookie", None, (401, "Not authenticated")),
        ("empty", Some(""), (401, "Not authenticated")),
        ("garbage", Some("garbage"), INVALID),
        ("dotted garbage", Some("a.b.c"), INVALID),
    ];
    let none = none.map(|(kind, token, said)| (kind.to_owned(), token.map(str::to_owned), said));
    // As the real sign-on service's, and naming its key.
    let form = |form: &str, good: &dyn Fn() -> sim::Token| {
        spoiled(fixture, good).map(|(kind, token, said)| (format!("{kind}, {form}"), Some(token.mint()), said))
    };
    let host = || fixture.service.unminted_token(HOST).issuer(ISSUER);
    let unknown = host().unknown_kid().mint();
    let last = ("unknown kid".to_owned(), Some(unknown), INVALID);
    none.into_iter().chain(form("no kid", &host)).chain(form("kid", &|| host().with_kid())).chain([last]).collect()
}

/// A good token, spoiled in every way, with what is said about it.
fn spoiled(fixture: &Fixture, good: &dyn Fn() -> sim::Token) -> [(&'static str, sim::Token, (u16, &'static str)); 19] {
    let now = domain::clock::Clock::now(&*fixture.service.clock).unix_seconds();
    [
        ("expired", good().expired(), INVALID),
        ("without an end", good().without_exp(), INVALID),
        ("not yet good", good().not_before(now + 60), INVALID),
        ("wrong audience", good().audience("fastapi-users:verify"), INVALID),
        ("no audience", good().without("aud"), INVALID),
        ("wrong issuer", good().issuer("https://evil.example"), INVALID),
        ("no issuer", good().without("iss"), INVALID),
        ("alg none", good().alg_none(), INVALID),
        ("HS256 by the PEM", good().hs256_with_public_key(), INVALID),
        ("HS256 by the DER", good().hs256_with_public_key_der(), INVALID),
        ("another key's signature", good().signed_by_another_key(), INVALID),
        ("tampered", good().tampered(), INVALID),
        ("crit", good().header("crit", json!(["b64"])), INVALID),
        ("crit that is understood", good().header("crit", json!(["exp"])).header("exp", now), INVALID),
        ("crit null", good().header("crit", Value::Null), INVALID),
        ("no sub", good().without_subject(), NOBODY),
        ("sub null", good().subject_null(), NOBODY),
        ("sub empty", good().subject(""), NOBODY),
        ("sub no UUID", good().subject("admin"), INVALID),
    ]
}

/// The same of the built-in sign-in, beside `good`, a token of Anna's.
async fn bad_built_in_tokens(fixture: &Fixture, good: &str) -> Vec<Case> {
    let forge = Forge::of(&fixture.service, good).await;
    let headed = |name: &str, value: Value| {
        let mut header = forge.header.clone();
        header[name] = value;
        forge.sign(&header, &forge.claims)
    };
    let (message, signature) = good.rsplit_once('.').unwrap();
    let unsigned = headed("alg", json!("none"));
    let of_sub = |sub: Value| forge.with(&json!({"sub": sub}));
    let theirs = fixture.service.unminted_token(ANNA).claim("sid", forge.claims["sid"].clone());
    let others = [
        ("no cookie", None, (401, "Not authenticated")),
        ("empty", Some(String::new()), (401, "Not authenticated")),
        ("garbage", Some("garbage".to_owned()), INVALID),
        ("dotted garbage", Some("a.b.c".to_owned()), INVALID),
        ("alg none", Some(unsigned.clone()), INVALID),
        ("alg none without a signature", Some(format!("{}.", unsigned.rsplit_once('.').unwrap().0)), INVALID),
        ("no signature", Some(format!("{message}.")), INVALID),
        ("a spoiled signature", Some(format!("{message}.{}", signature.chars().rev().collect::<String>())), INVALID),
        ("crit null", Some(headed("crit", Value::Null)), INVALID),
        ("no sub", Some(of_sub(Value::Null)), NOBODY),
        ("sub empty", Some(of_sub(json!(""))), NOBODY),
        ("sub no UUID", Some(of_sub(json!("admin"))), INVALID),
        ("signed by the sign-on service", Some(theirs.clone().issuer("aoe2-live-standings").mint()), INVALID),
        ("the sign-on service's of our host", Some(theirs.clone().issuer(ISSUER).mint()), INVALID),
        ("the same, naming its key", Some(theirs.issuer(ISSUER).with_kid().mint()), INVALID),
    ];
    let others = others.map(|(kind, token, said)| (kind.to_owned(), token, said));
    let bad = forge.bad().into_iter().map(|(kind, token)| (kind.to_owned(), Some(token), INVALID));
    others.into_iter().chain(bad).collect()
}
