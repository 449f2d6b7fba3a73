//! From a place to the grid that answers for it, the worker, and the reason.

use super::AreaBook;
use crate::both;
use crate::http::Both;
use crate::worker::Roster;
use chrono::{DateTime, Utc};
use shared::api::area::{AreaChain, Assignment, CandidateView};
use shared::area::AreaCode;
use shared::assign::{Candidate, DecidedBy, UNPLACED, reason};
use shared::geo::{Datum, Location, LocationError, Position};
use shared::text::Lang;

/// Farther from the district than this, a point is a mistake rather than a neighbour's case. Metres.
const FAR_METRES: f64 = 20_000.0;
/// A point this far from the building that was named with it raises a doubt. Metres.
const APART_METRES: f64 = 200.0;

/// A place as it was given: a point, a building, or both.
#[derive(Clone, Debug)]
pub struct Given {
    pub location: Option<Location>,
    /// The building's registered grid and its own position.
    pub building: Option<(AreaCode, Position)>,
}

/// A place that makes sense, in WGS-84.
#[derive(Clone, Debug)]
pub struct Asked {
    pub position: Option<Position>,
    building: Option<(AreaCode, Position)>,
    warnings: Vec<Both>,
}

impl Given {
    /// Converts to WGS-84 and refuses what cannot be meant: no place on Earth, swapped axes, and, for those who want it
    /// `near`, a point far from the district. A point that fits in another datum only is kept, with a warning.
    pub fn check(self, book: &AreaBook, near: bool) -> Result<Asked, (&'static str, Both)> {
        let mut warnings = Vec::new();
        let mut position = None;
        if let Some(location) = self.location {
            let swapped = Location { lon: location.lat, lat: location.lon, ..location };
            let fits = |location: Location| location.to_wgs84().is_ok_and(|at| book.index.in_district(at));
            let swap_hint = || {
                let Location { lon, lat, .. } = location;
                both!(
                    "经纬度疑似颠倒：应为 lon={lat}, lat={lon}",
                    "longitude and latitude look swapped; send lon={lat}, lat={lon}"
                )
            };
            let at = match location.to_wgs84() {
                Err(_) if fits(swapped) => return Err(("", swap_hint())),
                Err(LocationError::Longitude) => {
                    return Err(("/lon", both!("经度应在 -180 到 180 之间", "longitude must be between -180 and 180")));
                }
                Err(LocationError::Latitude) => {
                    return Err(("/lat", both!("纬度应在 -90 到 90 之间", "latitude must be between -90 and 90")));
                }
                Ok(at) => at,
            };
            if !book.index.in_district(at) {
                if fits(swapped) {
                    return Err(("", swap_hint()));
                }
                let metres = metres_to_box(book, at);
                if near && metres > FAR_METRES {
                    let km = (metres / 1000.0).round();
                    return Err((
                        "",
                        both!(
                            "该位置距本辖区约 {km} 公里，请核对坐标",
                            "the point is about {km} km from the district; check it"
                        ),
                    ));
                }
                let other = |datum: &&Datum| **datum != location.datum && fits(Location { datum: **datum, ..location });
                if let Some(datum) = Datum::ALL.iter().find(other) {
                    let (given, other) = (location.datum.text().en, datum.text().en);
                    warnings.push(both!(
                        "该点按 {given} 在辖区外，按 {other} 则在辖区内，请核对坐标系",
                        "as {given} the point lies outside, as {other} inside; check the datum"
                    ));
                }
            }
            if let Some(metres) =
                self.building.as_ref().map(|(_, home)| home.distance_m(at)).filter(|m| *m > APART_METRES)
            {
                let metres = metres.round();
                warnings.push(both!(
                    "坐标距所选楼栋约 {metres} 米，已按楼栋归属分派",
                    "the point is about {metres} m from the building; the building decided"
                ));
            }
            position = Some(at);
        }
        let position = position.or(self.building.as_ref().map(|(_, home)| *home));
        Ok(Asked { position, building: self.building, warnings })
    }
}

/// Metres from the box around all areas; 0 inside or when there are no areas.
fn metres_to_box(book: &AreaBook, at: Position) -> f64 {
    let Some([west, south, east, north]) = book.bbox() else { return 0.0 };
    at.distance_m(Position { lon: at.lon.clamp(west, east), lat: at.lat.clamp(south, north) })
}

/// Decides grid and worker. `None` for the grid's code when nobody of the district answers for the place.
pub fn assign(
    asked: Asked,
    book: &AreaBook,
    roster: &Roster,
    at: DateTime<Utc>,
    lang: Lang,
) -> (Option<AreaCode>, Assignment) {
    let (grid, community, decided_by, candidates) = match (&asked.building, asked.position) {
        (Some((grid, _)), _) => (Some(grid.clone()), grid.parent(), Some(DecidedBy::Building), Vec::new()),
        (None, Some(position)) => {
            let located = book.index.locate(position);
            (located.decision.grid, located.community, Some(located.decision.decided_by), located.candidates)
        }
        (None, None) => (None, None, None, Vec::new()),
    };
    let chosen = grid.as_ref().or(community.as_ref()).map(|area| roster.choose(area, at));
    let holder = grid.clone().or(community);
    let grid_name = grid.as_ref().and_then(|code| book.get(code)).map(|area| area.name.clone());
    let why = decided_by.map(|decided_by| {
        reason(grid_name.as_deref(), decided_by, chosen.as_ref().map(|(_, choice)| choice.text()), lang)
    });
    let assignment = Assignment {
        location: asked.position.map(|position| position.to_datum(Datum::Wgs84)),
        chain: holder.as_ref().map_or_else(AreaChain::default, |code| book.chain(code)),
        worker: chosen.as_ref().and_then(|(worker, _)| worker.clone()),
        worker_choice: chosen.map(|(_, choice)| choice),
        decided_by,
        reason: why.unwrap_or_else(|| UNPLACED.get(lang).to_owned()),
        warnings: asked.warnings.iter().map(|warning| warning.get(lang).to_owned()).collect(),
        candidates: candidates.iter().map(|candidate| view(candidate, book)).collect(),
    };
    (holder, assignment)
}

fn view(candidate: &Candidate, book: &AreaBook) -> CandidateView {
    CandidateView {
        code: candidate.grid.to_string(),
        name: book.get(&candidate.grid).map(|area| area.name.clone()).unwrap_or_default(),
        kind: candidate.kind,
        relation: candidate.relation,
        distance_m: candidate.distance_m,
    }
}
