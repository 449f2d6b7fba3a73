//! Small houses: old courtyards and village houses in crooked rows.

use shared::place::BuildingKind;

use super::blocks::Site;
use super::frame::Frame;
use super::geom::{Dice, heading, left, lerp, rectangle};
use super::housing::{Draft, Housing};
use super::slabs::doors;

impl Housing {
    /// Small houses in short crooked rows; returns how many dwellings they have.
    pub fn houses(
        &mut self,
        frame: &Frame,
        sites: &mut [Site],
        at: usize,
        kind: BuildingKind,
        most: usize,
        dice: &mut Dice,
    ) -> usize {
        let old = kind == BuildingKind::OldHouse;
        let site = &mut sites[at];
        let start = if old { site.middle } else { lerp(site.middle, *dice.pick(&site.ring), 0.35) };
        let along = heading(dice.between(-0.25, 0.25));
        let pitch = if old { (15.6, 13.8) } else { (24.0, 23.0) };
        let reach = (site.area.sqrt() / pitch.1) as i64 + 2;
        let mut cells: Vec<(i64, i64)> = (-reach..=reach).flat_map(|r| (-reach..=reach).map(move |c| (r, c))).collect();
        cells.sort_by_key(|&(r, c)| (r * r + c * c, r, c));
        let (mut placed, mut sum) = (0, 0);
        for (r, c) in cells {
            if placed == most {
                break;
            }
            if dice.chance(0.08) {
                continue;
            }
            let lane = if r.rem_euclid(2) == 0 { 0.0 } else { 6.0 };
            let middle = start
                + along * (c as f64 * pitch.0 + lane + dice.between(-1.2, 1.2))
                + left(along) * (r as f64 * pitch.1 + dice.between(-1.0, 1.0));
            let turned = heading(along.y.atan2(along.x) + dice.between(-0.07, 0.07));
            let (length, depth) = (dice.between(10.0, 13.6), dice.between(8.0, 10.6));
            let full = rectangle(middle, turned, length, depth);
            if !site.free(frame, &full, 2.5, 1.6) {
                continue;
            }
            let ring = if dice.chance(0.3) {
                let (u, v) = (turned * (length * 0.4), left(turned) * (depth * 0.35));
                vec![full[0], full[1] - u, full[1] - u + v, full[1] + v, full[2], full[3]]
            } else {
                full.clone()
            };
            site.taken.push(full);
            let floors = dice.whole(2, 3) as u16;
            let draft = Draft {
                site: at,
                kind,
                floors,
                ring,
                doors: doors(middle, turned, length, depth, 1),
                per_floor: 2,
                lived: if old { floors } else { 1 },
                estate: None,
                name: String::new(),
            };
            sum += draft.dwellings();
            self.drafts.push(draft);
            placed += 1;
        }
        sum
    }
}
