//! The tour: from subdistrict to subdistrict, stopping where something urgent comes in.
//!
//! A stop lies where the subdistrict's open cases are; a subdistrict without any is passed over.

use crate::context::{context, tr};
use crate::format;
use crate::i18n;
use crate::load::Load;
use crate::map::{Flight, MapHandle, reduced_motion};
use crate::page::console::pick;
use chrono::{DateTime, Utc};
use leptos::prelude::*;
use shared::api::case::CaseOnMap;
use shared::api::wall::WallView;
use std::time::Duration;

/// Seconds at a stop and at an urgent case.
const STAY: u32 = 20;

/// What the map looks at.
#[derive(Clone, Debug, PartialEq)]
enum Stop {
    District,
    Subdistrict(String),
    Urgent(String),
}

/// The stop after this one, round and round.
fn next(view: &WallView, now: &Stop) -> Stop {
    let ranks = view.subdistricts.iter().map(|rank| rank.area.code.as_str());
    let mut stops: Vec<&str> = ranks.filter(|code| centre(&view.open, code).is_some()).collect();
    stops.sort_unstable();
    let following = match now {
        Stop::Subdistrict(code) => stops.into_iter().find(|stop| *stop > code.as_str()),
        Stop::District | Stop::Urgent(_) => stops.first().copied(),
    };
    following.map_or(Stop::District, |code| Stop::Subdistrict(code.to_owned()))
}

/// The mean place of a subdistrict's open cases.
fn centre(open: &[CaseOnMap], code: &str) -> Option<[f64; 2]> {
    let places = open.iter().filter(|case| case.subdistrict.as_ref().is_some_and(|area| area.code == code));
    let places: Vec<_> = places.filter_map(|case| case.location).collect();
    let mean = |sum: f64| sum / places.len() as f64;
    (!places.is_empty()).then(|| [mean(places.iter().map(|p| p.lon).sum()), mean(places.iter().map(|p| p.lat).sum())])
}

/// The newest urgent case by time and number; none when nothing is urgent.
type Newest = Option<(DateTime<Utc>, String)>;

#[component]
pub fn Tour(view: RwSignal<Load<WallView>>, map: MapHandle, unit: f64) -> impl IntoView {
    // On a larger screen the same streets are drawn larger, not more of them.
    let closer = unit.log2();
    let context = context();
    let stop = RwSignal::new(Stop::District);
    let left = StoredValue::new(STAY);
    let turn = StoredValue::new(0_u32);
    let fly = move |stop: &Stop| {
        let turned = turn.get_value();
        turn.set_value(turned + 1);
        let bearing = if turned.is_multiple_of(2) { -24.0 } else { 20.0 };
        let center = view.with_untracked(|view| {
            let view = view.ready()?;
            match stop {
                Stop::District => None,
                Stop::Subdistrict(code) => centre(&view.open, code).map(|center| (center, 14.5 + closer)),
                Stop::Urgent(number) => {
                    let case = view.open.iter().find(|case| case.number == *number)?;
                    case.location.map(|place| ([place.lon, place.lat], 16.4 + closer))
                }
            }
        });
        match center {
            Some((center, zoom)) => {
                map.fly_to(Flight { center, zoom, pitch: 54.0, bearing, duration: 5000.0, padding: None })
            }
            None => {
                if let Some(bbox) = view.with_untracked(|view| view.ready().map(|view| view.bbox)) {
                    map.fit(bbox, 50.0, 5000.0);
                }
            }
        }
    };
    let go = move |to: Stop| {
        left.set_value(STAY);
        fly(&to);
        stop.set(to);
    };
    let tick = move || {
        left.update_value(|left| *left = left.saturating_sub(1));
        // A screen that asks for less motion keeps the whole district, and still stops at what is urgent.
        if left.get_value() > 0 || !map.ready.get_untracked() {
            return;
        }
        let following = view.with_untracked(|view| view.ready().map(|view| next(view, &stop.get_untracked())));
        match following {
            Some(_) if reduced_motion() => go(Stop::District),
            Some(following) => go(following),
            None => {}
        }
    };
    if let Ok(timer) = set_interval_with_handle(tick, Duration::from_secs(1)) {
        on_cleanup(move || timer.clear());
    }
    // Only what comes in while the wall runs stops the tour, not what was urgent before.
    let newest = Memo::new(move |_| {
        view.with(|view| {
            let view = view.ready()?;
            let urgent = view.ticker.iter().find(|case| case.urgent && case.state.is_open());
            Some(urgent.map(|case| (case.reported_at, case.number.clone())))
        })
    });
    Effect::new(move |before: Option<Option<Newest>>| {
        let newest = newest.get();
        if let (Some(Some(before)), Some(Some((at, number)))) = (&before, &newest)
            && before.as_ref().is_none_or(|(seen, _)| seen < at)
        {
            go(Stop::Urgent(number.clone()));
        }
        newest
    });
    let caption = move || {
        view.with(|view| {
            let view = view.ready()?;
            Some(match stop.get() {
                Stop::District => {
                    let name = view.district.as_ref().map(|district| district.name.clone()).unwrap_or_default();
                    view! { <b>{name}</b><span>{tr(i18n::WHOLE_DISTRICT)}</span> }.into_any()
                }
                Stop::Subdistrict(code) => {
                    let rank = view.subdistricts.iter().find(|rank| rank.area.code == code)?.clone();
                    view! {
                        <b>{rank.area.name}</b>
                        <span>{tr(i18n::OPEN_CASES)}" "{format::count(rank.open)}</span>
                        <span>{tr(i18n::OVERDUE)}" "{format::count(rank.overdue)}</span>
                    }
                    .into_any()
                }
                Stop::Urgent(number) => {
                    let case = view.open.iter().find(|case| case.number == number)?.clone();
                    let kind = pick(context.lang.get(), &case.category_zh, &case.category_en).to_owned();
                    view! { <em class="urgent">{tr(i18n::URGENT)}</em><b>{kind}</b><span>{case.place}</span> }
                        .into_any()
                }
            })
        })
    };
    view! { <div class="tour" role="status" data-testid="wall-tour">{caption}</div> }
}
