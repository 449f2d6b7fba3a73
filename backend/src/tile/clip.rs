//! Cutting to the buffered tile, in whole tile units.
//!
//! Invariant: where an edge is cut does not depend on the direction in which it is walked, so two areas that share an
//! edge still share it after the cut.

use super::mercator::Unit;
use super::{BUFFER, EXTENT};

pub(super) const LOW: i64 = -BUFFER;
pub(super) const HIGH: i64 = EXTENT + BUFFER;

pub(super) fn holds([x, y]: Unit) -> bool {
    (LOW..=HIGH).contains(&x) && (LOW..=HIGH).contains(&y)
}

/// A side of the box: the axis that it limits, where, and whether the inside is above.
type Side = (usize, i64, bool);
const SIDES: [Side; 4] = [(0, LOW, true), (0, HIGH, false), (1, LOW, true), (1, HIGH, false)];

fn within(p: Unit, (axis, limit, above): Side) -> bool {
    if above { p[axis] >= limit } else { p[axis] <= limit }
}

/// Where the edge meets the side's line, rounded.
fn meet(a: Unit, b: Unit, (axis, limit, _): Side) -> Unit {
    let (a, b) = if a <= b { (a, b) } else { (b, a) };
    let other = 1 - axis;
    let (run, rise) = (i128::from(b[axis] - a[axis]), i128::from(b[other] - a[other]));
    let scaled = 2 * rise * i128::from(limit - a[axis]) + run;
    let mut p = [limit; 2];
    // Fits: the point lies between a and b.
    p[other] = a[other] + scaled.div_euclid(2 * run) as i64;
    p
}

/// Sutherland–Hodgman: `ring` (open) is replaced by its part in the box; empty when there is none.
pub(super) fn clip_ring(ring: &mut Vec<Unit>, spare: &mut Vec<Unit>) {
    for side in SIDES {
        spare.clear();
        let Some(&last) = ring.last() else { return };
        let mut from = last;
        for &to in ring.iter() {
            let (starts, ends) = (within(from, side), within(to, side));
            if starts != ends {
                spare.push(meet(from, to, side));
            }
            if ends {
                spare.push(to);
            }
            from = to;
        }
        std::mem::swap(ring, spare);
    }
}

/// Splits a line into the runs that lie in the box.
pub(super) fn clip_line(line: &[Unit], mut run: impl FnMut(&[Unit])) {
    let mut open: Vec<Unit> = Vec::new();
    for edge in line.windows(2) {
        let Some((from, to)) = clip_edge(edge[0], edge[1]) else {
            flush(&mut open, &mut run);
            continue;
        };
        if open.last() != Some(&from) {
            flush(&mut open, &mut run);
            open.push(from);
        }
        if open.last() != Some(&to) {
            open.push(to);
        }
        if to != edge[1] {
            flush(&mut open, &mut run);
        }
    }
    flush(&mut open, &mut run);
}

fn flush(open: &mut Vec<Unit>, run: &mut impl FnMut(&[Unit])) {
    if open.len() > 1 {
        run(open);
    }
    open.clear();
}

fn clip_edge(mut a: Unit, mut b: Unit) -> Option<(Unit, Unit)> {
    for side in SIDES {
        match (within(a, side), within(b, side)) {
            (true, true) => {}
            (false, false) => return None,
            (false, true) => a = meet(a, b, side),
            (true, false) => b = meet(a, b, side),
        }
    }
    Some((a, b))
}

/// Drops repeated points and those that lie straight between (or beyond) their neighbours; twice the signed area.
pub(super) fn tidy(ring: &mut Vec<Unit>) -> i64 {
    let mut kept = 0;
    for i in 0..ring.len() {
        let next = ring[i];
        while kept > 0 && (ring[kept - 1] == next || (kept > 1 && turn(ring[kept - 2], ring[kept - 1], next) == 0)) {
            kept -= 1;
        }
        ring[kept] = next;
        kept += 1;
    }
    // The seam: the same rule across the end.
    let mut start = 0;
    while kept - start > 2 {
        let (before, end, first, second) = (ring[kept - 2], ring[kept - 1], ring[start], ring[start + 1]);
        if end == first || turn(before, end, first) == 0 {
            kept -= 1;
        } else if turn(end, first, second) == 0 {
            start += 1;
        } else {
            break;
        }
    }
    ring.truncate(kept);
    ring.drain(..start);
    if ring.len() < 3 {
        ring.clear();
        return 0;
    }
    let origin = ring[0];
    ring.windows(2).map(|edge| turn(origin, edge[0], edge[1])).sum()
}

fn turn(a: Unit, b: Unit, c: Unit) -> i64 {
    (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
}
