//! Roads: the edges of the plane joined to chains, each with one name.

use std::collections::{BTreeMap, HashMap};

use super::geom::{P, dot, lerp, unit};
use super::names;
use super::plane::{Plane, Rank};

#[derive(Debug)]
pub struct Road {
    pub rank: Rank,
    pub corners: Vec<u32>,
    pub name: String,
}

#[derive(Debug)]
pub struct Roads {
    pub list: Vec<Road>,
    /// Which road runs along an edge, and how many metres from its start the edge begins.
    pub along: HashMap<(u32, u32), (usize, f64)>,
}

fn chains(plane: &Plane) -> Vec<(Rank, Vec<u32>)> {
    let mut groups: BTreeMap<(usize, Rank), BTreeMap<u32, Vec<u32>>> = BTreeMap::new();
    for face in 0..plane.faces.len() {
        for (a, b) in plane.edges(face) {
            let way = plane.way_of(a, b);
            if way.rank == Rank::Bare || (a > b && plane.left_of(b, a).is_some()) {
                continue;
            }
            let group = groups.entry((way.cut, way.rank)).or_default();
            group.entry(a).or_default().push(b);
            group.entry(b).or_default().push(a);
        }
    }
    let mut out = vec![];
    for ((_, rank), mut next) in groups {
        while let Some(start) = next.iter().find(|(_, n)| n.len() == 1).map(|(v, _)| *v) {
            let mut chain = vec![start];
            let mut here = start;
            while let Some(to) = next.get_mut(&here).and_then(Vec::pop) {
                if let Some(back) = next.get_mut(&to) {
                    back.retain(|&v| v != here);
                }
                chain.push(to);
                here = to;
            }
            next.retain(|_, n| !n.is_empty());
            out.push((rank, chain));
        }
    }
    out
}

fn outward(plane: &Plane, chain: &[u32]) -> P {
    let p = |v: u32| plane.corners[v as usize];
    unit(p(chain[0]) - p(chain[1.min(chain.len() - 1)]))
}

/// Joins chains that go on straight over a crossing.
fn joined(plane: &Plane, mut list: Vec<(Rank, Vec<u32>)>) -> Vec<(Rank, Vec<u32>)> {
    let mut at: BTreeMap<(u32, Rank), Vec<usize>> = BTreeMap::new();
    for (i, (rank, chain)) in list.iter().enumerate() {
        for v in [chain[0], chain[chain.len() - 1]] {
            at.entry((v, *rank)).or_default().push(i);
        }
    }
    let mut now: Vec<usize> = (0..list.len()).collect();
    fn root(now: &[usize], mut i: usize) -> usize {
        while now[i] != i {
            i = now[i];
        }
        i
    }
    for ((v, rank), members) in at {
        if rank == Rank::Canal {
            continue;
        }
        let mut best: Option<(f64, usize, usize)> = None;
        for (n, &i) in members.iter().enumerate() {
            for &j in &members[n + 1..] {
                let (i, j) = (root(&now, i), root(&now, j));
                if i == j {
                    continue;
                }
                let away = |chain: &[u32]| {
                    if chain[0] == v {
                        outward(plane, chain)
                    } else {
                        outward(plane, &chain.iter().rev().copied().collect::<Vec<_>>())
                    }
                };
                let straight = -dot(away(&list[i].1), away(&list[j].1));
                if straight > 0.85 && best.is_none_or(|b| straight > b.0) {
                    best = Some((straight, i, j));
                }
            }
        }
        if let Some((_, i, j)) = best {
            let mut tail = std::mem::take(&mut list[j].1);
            let head = &mut list[i].1;
            if head[0] == v {
                head.reverse();
            }
            if tail[0] != v {
                tail.reverse();
            }
            head.extend(&tail[1..]);
            now[j] = i;
        }
    }
    list.retain(|(_, chain)| !chain.is_empty());
    list
}

impl Roads {
    pub fn of(plane: &Plane) -> Roads {
        let mut list = joined(plane, chains(plane));
        let size = |chain: &[u32]| chain.windows(2).map(|w| plane.length(w[0], w[1])).sum::<f64>();
        list.sort_by(|a, b| a.0.cmp(&b.0).then(size(&b.1).total_cmp(&size(&a.1))));
        let mut given = names::roads();
        // The great lines are cut first: 1 the bank, 3 the lake's south shore, 4 and 5 the halves of the ring.
        let made_by = |chain: &[u32], cut: usize| chain.windows(2).any(|w| plane.way_of(w[0], w[1]).cut == cut);
        let mut canals = ["青弋河", "保兴渠", "板城渠"].iter();
        let list: Vec<Road> = list
            .into_iter()
            .map(|(rank, corners)| {
                let name = match rank {
                    Rank::Canal => canals.next().copied().unwrap_or("新河").to_owned(),
                    Rank::Arterial if made_by(&corners, 1) => "滨江大道".to_owned(),
                    Rank::Arterial if made_by(&corners, 3) => "环湖路".to_owned(),
                    Rank::Arterial if made_by(&corners, 4) && made_by(&corners, 5) => "环城路".to_owned(),
                    _ => given.next_for(rank),
                };
                Road { rank, corners, name }
            })
            .collect();
        let mut along = HashMap::new();
        for (i, road) in list.iter().enumerate() {
            let mut far = 0.0;
            for w in road.corners.windows(2) {
                along.insert((w[0].min(w[1]), w[0].max(w[1])), (i, far));
                far += plane.length(w[0], w[1]);
            }
        }
        Roads { list, along }
    }

    /// The line of a road, ended short of a canal that it does not cross.
    pub fn line(&self, plane: &Plane, road: &Road) -> Vec<P> {
        let mut line: Vec<P> = road.corners.iter().map(|&v| plane.corners[v as usize]).collect();
        let wet =
            |v: u32| self.list.iter().any(|r| r.rank == Rank::Canal && r.corners[1..r.corners.len() - 1].contains(&v));
        for _ in 0..2 {
            line.reverse();
            let end = if line[0] == plane.corners[road.corners[0] as usize] {
                road.corners[0]
            } else {
                road.corners[road.corners.len() - 1]
            };
            let room = super::geom::len(line[1] - line[0]);
            if wet(end) && room > 24.0 {
                line[0] = lerp(line[0], line[1], 22.0 / room);
            }
        }
        line
    }
}
