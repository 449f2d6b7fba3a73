//! Where a field of a record came from (来源): which channel, as of when, by whom.
//!
//! The rule for what is told twice: the later word stands, and of two words of the same moment the one from nearer by;
//! a grid worker who was at the door outranks an older import. Moments are those at which something was so, not those
//! at which it was read in.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

words! {
    /// How data comes in (来源渠道), the nearest to the door last.
    Channel {
        Exchange = "exchange", "省市交换", "Provincial exchange";
        Department = "department", "部门归集", "Department";
        Service = "service", "办事产生", "Service by-product";
        Worker = "worker", "网格采集", "Grid worker";
    }
}

/// The source of a value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Origin {
    pub channel: Channel,
    /// As of when it was so.
    pub at: DateTime<Utc>,
    /// Login of the person or name of the import.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
}

impl Origin {
    /// Whether a value from here replaces one from there.
    pub fn outranks(&self, other: &Origin) -> bool {
        (self.at, self.channel) >= (other.at, other.channel)
    }
}

/// The sources of a record's fields: one for the record, and those of the fields that came from elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Origins {
    pub record: Origin,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: BTreeMap<String, Origin>,
}

impl Origins {
    pub fn new(record: Origin) -> Origins {
        Origins { record, fields: BTreeMap::new() }
    }

    pub fn of(&self, field: &str) -> &Origin {
        self.fields.get(field).unwrap_or(&self.record)
    }

    /// Notes that a field has a new value, unless what is there outranks it. Says whether the value is to be stored.
    pub fn accept(&mut self, field: &str, origin: &Origin) -> bool {
        let accepted = origin.outranks(self.of(field));
        if accepted && origin != &self.record {
            self.fields.insert(field.to_owned(), origin.clone());
        } else if accepted {
            self.fields.remove(field);
        }
        accepted
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone;

    fn origin(channel: Channel, day: u32) -> Origin {
        Origin { channel, at: Utc.with_ymd_and_hms(2026, 11, day, 0, 0, 0).unwrap(), by: None }
    }

    #[test]
    fn the_later_word_stands_and_of_two_the_nearer() {
        let mut origins = Origins::new(origin(Channel::Exchange, 1));
        assert!(origins.accept("phone", &origin(Channel::Worker, 5)));
        assert!(!origins.accept("phone", &origin(Channel::Department, 4)), "an older import");
        assert!(!origins.accept("phone", &origin(Channel::Department, 5)), "the worker was at the door that day");
        assert!(origins.accept("name", &origin(Channel::Department, 4)), "nobody corrected the name");
        assert_eq!(origins.of("phone"), &origin(Channel::Worker, 5));
        assert_eq!(origins.of("birth"), &origin(Channel::Exchange, 1));
        assert!(origins.accept("phone", &origin(Channel::Department, 9)), "a later list");
        let mut earlier = origin(Channel::Worker, 1);
        earlier.at -= chrono::Duration::seconds(1);
        assert!(!origins.accept("birth", &earlier));
    }
}
