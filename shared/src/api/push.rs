//! Pushes to departments: subscriptions, the delivery board, and what a department is sent ([`PushPayload`];
//! `docs/pushes.md` is the contract).

use super::area::AreaRef;
use crate::person::{Relation, Sex};
use crate::push::{DeliveryState, PushField, PushKind};
use crate::worker::Department;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// Who is told what, what for, and by which law.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SubscriptionInput {
    pub department: Department,
    /// At least one.
    pub kinds: Vec<PushKind>,
    /// Within what the department is entitled to. The others are masked or left out.
    #[serde(default)]
    pub fields: Vec<PushField>,
    /// What the department needs it for; 1 to 200 characters.
    pub purpose: String,
    /// The law that allows it; 1 to 200 characters.
    pub basis: String,
    /// https, or http to a loopback or private address; at most 500 characters.
    pub url: String,
    /// Codes; dwellings in these areas only. Empty: the administrator's own area.
    #[serde(default)]
    pub areas: Vec<String>,
    /// While it is not, nothing is sent; later it goes on where it stopped.
    #[serde(default = "active")]
    pub active: bool,
}

fn active() -> bool {
    true
}

/// A subscription as it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SubscriptionView {
    pub id: String,
    pub department: Department,
    pub kinds: Vec<PushKind>,
    pub fields: Vec<PushField>,
    pub purpose: String,
    pub basis: String,
    pub url: String,
    pub areas: Vec<AreaRef>,
    pub active: bool,
    /// When the receiver said that it wants nothing more (410); nothing is sent until it is made active again.
    pub gone_at: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
    /// Sequence number of its last delivery.
    pub last_seq: i64,
}

/// The answer to making a subscription.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SubscriptionCreated {
    pub subscription: SubscriptionView,
    /// Shown this once: the key of the signatures, as text.
    pub secret: String,
}

impl std::fmt::Debug for SubscriptionCreated {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SubscriptionCreated").field("subscription", &self.subscription).finish_non_exhaustive()
    }
}

/// How the departments fare.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PushBoard {
    pub as_of: DateTime<Utc>,
    /// Numbers of what was receipted count from here.
    pub since: DateTime<Utc>,
    pub days: u32,
    pub departments: Vec<DepartmentPushes>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DepartmentPushes {
    pub department: Department,
    /// Subscriptions that send; 0 when all are paused.
    pub active: i64,
    /// Not receipted yet, now.
    pub waiting: i64,
    /// Of those waiting, the ones that failed at least once.
    pub failing: i64,
    /// Receipted in the period.
    pub delivered: i64,
    /// Given up and waiting for a person, now.
    pub dead: i64,
    pub last_receipt_at: Option<DateTime<Utc>>,
    /// Since when the oldest one waits.
    pub waiting_since: Option<DateTime<Utc>>,
}

/// One event on its way to one department. Nothing in it is personal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DeliveryView {
    /// The id that the receiver is given.
    pub id: String,
    pub subscription: String,
    pub department: Department,
    pub seq: i64,
    pub kind: PushKind,
    /// Number of the report.
    pub report: String,
    pub people: i64,
    pub state: DeliveryState,
    pub reported_at: DateTime<Utc>,
    pub first_sent_at: Option<DateTime<Utc>>,
    pub sent_at: Option<DateTime<Utc>>,
    /// When it was receipted or given up.
    pub settled_at: Option<DateTime<Utc>>,
    pub next_at: Option<DateTime<Utc>>,
    /// Times it was sent.
    pub attempts: u32,
    pub receipt: Option<String>,
    pub last_status: Option<u16>,
    pub last_error: Option<String>,
    /// As they were when it was sent last.
    pub purpose: Option<String>,
    pub basis: Option<String>,
    pub fields: Vec<PushField>,
}

/// A report and what became of it in every department.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReportTimeline {
    pub number: String,
    pub at: DateTime<Utc>,
    pub area: AreaRef,
    pub deliveries: Vec<DeliveryView>,
}

/// What a department was told of a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PersonPush {
    pub delivery: String,
    pub department: Department,
    pub kind: PushKind,
    pub report: String,
    pub state: DeliveryState,
    /// First sent; what was sent may have been read even when no receipt came.
    pub first_sent_at: DateTime<Utc>,
    pub receipted_at: Option<DateTime<Utc>>,
    pub receipt: Option<String>,
    pub purpose: String,
    pub basis: String,
    /// Given in full; the others were masked or left out.
    pub fields: Vec<PushField>,
}

/// What a department is sent.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PushPayload {
    /// The same for every attempt: a receiver that knows it answers with the receipt it gave.
    pub id: String,
    pub subscription: String,
    /// Of the subscription: 1, 2, 3 … without gaps.
    pub seq: i64,
    pub kind: PushKind,
    pub at: DateTime<Utc>,
    /// Number of the report.
    pub report: String,
    pub department: Department,
    pub purpose: String,
    pub basis: String,
    /// Given in full.
    pub fields: Vec<PushField>,
    /// The community.
    pub area: AreaRef,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    pub people: Vec<PushPerson>,
}

impl std::fmt::Debug for PushPayload {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PushPayload").field("id", &self.id).finish_non_exhaustive()
    }
}

/// A person of an event. `null` where there is no number; absent where the department is not given the field.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PushPerson {
    /// Ours, the same in every event.
    pub id: String,
    /// In full or masked (`陈*`).
    pub name: String,
    /// In full or masked (`340***********1234`).
    pub identity: Option<String>,
    /// In full or masked (`138****5678`).
    pub phone: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sex: Option<Sex>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub birth: Option<NaiveDate>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relation: Option<Relation>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<NaiveDate>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<NaiveDate>,
    /// Shown masked.
    pub masked: Vec<PushField>,
}

impl std::fmt::Debug for PushPerson {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PushPerson").field("id", &self.id).finish_non_exhaustive()
    }
}
