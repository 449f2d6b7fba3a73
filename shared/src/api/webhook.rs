//! Webhooks: other systems that are told of events. What they are sent is [`WebhookEvent`]; `docs/webhooks.md` says how.

use super::area::AreaRef;
use super::case::CaseOnMap;
use crate::case::workflow::{Action, State};
use crate::worker::Department;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Webhooks of an installation at most.
pub const MOST: i64 = 20;
/// Characters of an address at most.
pub const URL: usize = 500;
/// Areas that one webhook is narrowed to at most.
pub const AREAS: usize = 50;
/// Attempts before an event becomes a dead letter.
pub const ATTEMPTS: u32 = 8;

/// A webhook as an administrator wants it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WebhookInput {
    /// 1 to 60 characters.
    pub name: String,
    /// https, or http to a loopback or private address; at most 500 characters.
    pub url: String,
    /// Empty: every action.
    #[serde(default)]
    pub actions: Vec<Action>,
    /// Codes; cases in these areas only. Empty: the administrator's own area.
    #[serde(default)]
    pub areas: Vec<String>,
    /// Cases handed to one of these only. Empty: all.
    #[serde(default)]
    pub departments: Vec<Department>,
    /// Also cases of private categories, and those that nobody has classified yet.
    #[serde(default)]
    pub include_private: bool,
    /// While it is not, nothing is sent; later it goes on where it stopped.
    #[serde(default = "active")]
    pub active: bool,
}

fn active() -> bool {
    true
}

/// A webhook and how it fares. Its secret is never shown again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WebhookView {
    pub id: String,
    pub name: String,
    pub url: String,
    pub actions: Vec<Action>,
    pub areas: Vec<AreaRef>,
    pub departments: Vec<Department>,
    pub include_private: bool,
    pub active: bool,
    /// The receiver answered 410 then, and the webhook was deactivated.
    pub gone_at: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
    /// Every event up to this one was sent once or passed over.
    pub sent_seq: i64,
    /// Events of the city after that one.
    pub behind: i64,
    /// Events that failed and will be sent again.
    pub waiting: i64,
    pub dead: i64,
}

/// The answer to making a webhook.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WebhookCreated {
    pub webhook: WebhookView,
    /// Shown this once: the key of the signatures, as text.
    pub secret: String,
}

impl std::fmt::Debug for WebhookCreated {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("WebhookCreated").field("webhook", &self.webhook).finish_non_exhaustive()
    }
}

/// An event that could not be delivered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DeadLetter {
    pub seq: i64,
    /// The id that the receiver was given.
    pub delivery: String,
    pub action: Action,
    pub at: DateTime<Utc>,
    /// Number of the case.
    pub case: String,
    pub attempts: u32,
    pub failed_at: DateTime<Utc>,
    /// What the receiver answered last, if it did.
    pub last_status: Option<u16>,
    pub last_error: String,
}

/// What a receiver is sent. Nothing in it is personal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WebhookEvent {
    /// The same for every attempt: receivers that know it already answer 2xx and do nothing.
    pub id: String,
    pub seq: i64,
    pub action: Action,
    /// After the event.
    pub state: State,
    pub at: DateTime<Utc>,
    /// As everybody may see it, at the time of sending; its `version` grows with each event.
    pub case: CaseOnMap,
    /// Whom it was handed to, the leading one first.
    pub departments: Vec<Department>,
}
