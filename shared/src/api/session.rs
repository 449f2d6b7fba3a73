//! Signing in, the office that one acts in, and one's open sessions.

use crate::access::{Office, Role};
use crate::api::area::AreaRef;
use crate::area::AreaCode;
use crate::worker::Department;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LoginInput {
    pub login: String,
    pub password: String,
}

impl std::fmt::Debug for LoginInput {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LoginInput").field("login", &self.login).finish_non_exhaustive()
    }
}

/// An office (岗位) of an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OfficeView {
    /// Its place among the offices of the account, from 0.
    pub position: u32,
    pub role: Role,
    pub area: AreaRef,
    pub department: Option<Department>,
}

impl OfficeView {
    /// What [`crate::access::may`] decides about.
    pub fn office(&self) -> Office {
        Office { role: self.role, area: AreaCode::trusted(self.area.code.as_str()), department: self.department }
    }
}

/// Who is signed in, and the office in which they act now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SessionView {
    pub login: String,
    pub name: String,
    /// Id of the worker who this is.
    pub worker: Option<String>,
    pub office: OfficeView,
    pub offices: Vec<OfficeView>,
}

/// The office to act in from now on.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OfficeChoice {
    pub position: u32,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PasswordChange {
    pub current: String,
    pub new: String,
}

impl std::fmt::Debug for PasswordChange {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PasswordChange").finish_non_exhaustive()
    }
}

words! {
    /// The family of the program that signed in: enough to recognise one's own devices, too little to follow anybody.
    Client {
        WeChat = "wechat", "微信", "WeChat";
        Edge = "edge", "Edge", "Edge";
        Firefox = "firefox", "Firefox", "Firefox";
        Chrome = "chrome", "Chrome", "Chrome";
        Safari = "safari", "Safari", "Safari";
        Other = "other", "其他程序", "another program";
    }
}

/// A session of one's own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OpenSession {
    pub id: String,
    pub created_at: DateTime<Utc>,
    /// Last use, to within five minutes.
    pub seen_at: DateTime<Utc>,
    pub client: Client,
    /// True for the session that asks.
    pub current: bool,
}
