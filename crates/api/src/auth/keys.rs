//! The sign-on service's public keys: asked for when an unknown one is named, rarely, by one for all, and
//! kept when that fails.

use std::{
    collections::HashMap,
    sync::{Arc, PoisonError, RwLock},
};

use chrono::TimeDelta;
use domain::clock::Timestamp;
use jsonwebtoken::{
    DecodingKey,
    jwk::{AlgorithmParameters, Jwk, JwkSet, KeyAlgorithm, PublicKeyUse},
};
use reqwest::{Client, Url};
use tokio::sync::Mutex;

use crate::{error::Error, outbound};

/// Between two requests for the keys, whatever is asked of us.
const COOL_DOWN: TimeDelta = TimeDelta::seconds(30);
/// Known keys are asked for again after this long, so that a withdrawn one does not live forever.
const MAX_AGE: TimeDelta = TimeDelta::hours(1);
/// The longest key set taken, in bytes.
const LONGEST: usize = 256 * 1024;

/// The keys.
#[derive(Debug)]
pub(crate) struct Keys {
    /// Nowhere, if there is no sign-on service: then there is no key.
    url: Option<Url>,
    http: Client,
    known: RwLock<HashMap<String, Arc<DecodingKey>>>,
    asked: Mutex<Option<Asked>>,
}

/// The last request for the keys.
#[derive(Clone, Copy, Debug)]
struct Asked {
    at: Timestamp,
    answered: bool,
}

impl Keys {
    pub(crate) fn new(url: Option<Url>) -> Self {
        Self { url, http: outbound::client(), known: RwLock::default(), asked: Mutex::default() }
    }

    /// The key of that id.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`] when there is none, [`Error::Unavailable`] when nobody could tell.
    pub(crate) async fn get(&self, kid: &str, now: Timestamp) -> Result<Arc<DecodingKey>, Error> {
        if let Some(key) = self.known(kid)
            && !self.is_old(now)
        {
            return Ok(key);
        }
        let answered = self.ask_again(kid, now).await;
        match self.known(kid) {
            Some(key) => Ok(key),
            None if answered => Err(Error::Unauthenticated("Invalid token")),
            None => Err(Error::Unavailable),
        }
    }

    fn known(&self, kid: &str) -> Option<Arc<DecodingKey>> {
        self.known.read().unwrap_or_else(PoisonError::into_inner).get(kid).cloned()
    }

    /// Whether it is time to look whether a known key still stands. While somebody looks, it is not.
    fn is_old(&self, now: Timestamp) -> bool {
        let Ok(asked) = self.asked.try_lock() else { return false };
        asked.is_none_or(|asked| now - asked.at > MAX_AGE)
    }

    /// Asks for the keys unless that was just done, and says whether the last time there was an answer.
    async fn ask_again(&self, kid: &str, now: Timestamp) -> bool {
        let mut asked = self.asked.lock().await;
        if let Some(last) = *asked
            && (now - last.at < COOL_DOWN || (self.known(kid).is_some() && now - last.at < MAX_AGE))
        {
            return last.answered;
        }
        let Some(url) = &self.url else { return true };
        let was_answered = asked.is_none_or(|last| last.answered);
        let answered = match self.fetch(url).await {
            Ok(keys) => {
                *self.known.write().unwrap_or_else(PoisonError::into_inner) = keys;
                if !was_answered {
                    tracing::info!("the sign-on service's keys can be had again");
                }
                true
            }
            Err(reason) => {
                if was_answered {
                    tracing::warn!(reason, "the sign-on service's keys cannot be had; those known stay good");
                }
                false
            }
        };
        *asked = Some(Asked { at: now, answered });
        answered
    }

    async fn fetch(&self, url: &Url) -> Result<HashMap<String, Arc<DecodingKey>>, &'static str> {
        let body = outbound::read(self.http.get(url.clone()), LONGEST).await?;
        let set: JwkSet = serde_json::from_slice(&body).map_err(|_| "no key set")?;
        let keys: HashMap<_, _> = set.keys.iter().filter_map(usable).collect();
        if keys.is_empty() { Err("no usable key") } else { Ok(keys) }
    }
}

/// An RSA key for signatures, by its id.
fn usable(key: &Jwk) -> Option<(String, Arc<DecodingKey>)> {
    let common = &key.common;
    let signs = common.public_key_use.as_ref().is_none_or(|r#use| *r#use == PublicKeyUse::Signature);
    let rs256 = common.key_algorithm.is_none_or(|algorithm| algorithm == KeyAlgorithm::RS256);
    let AlgorithmParameters::RSA(rsa) = &key.algorithm else { return None };
    let decoding = DecodingKey::from_rsa_components(&rsa.n, &rsa.e).ok()?;
    (signs && rs256).then_some((common.key_id.clone()?, Arc::new(decoding)))
}
