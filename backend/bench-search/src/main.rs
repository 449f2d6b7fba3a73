//! The search over residents in this process: every kind of question beside tantivy, held against a look at everybody,
//! and a city ten times larger: its size, how long it takes to be ready, how long its answers take.
//!
//! Called with the number of residents beside the peer and the number of the large city. Both sides answer the same
//! questions one after the other, each kind in turns; the figure is their ratio. Our side is asked for one kind of
//! match, as the peer is; "box" is the same question with all kinds. Times of both include reading the question.

mod peer;

use anyhow::{Context, Result, ensure};
use mirrorlake::search::rule::{self, Wanted};
use mirrorlake::search::sound::normalize;
use mirrorlake::search::{PeopleBuilder, PeopleIndex, PeopleQuery, PersonEntry};
use mirrorlake_bench_search::city::{Dice, residents, today};
use mirrorlake_bench_search::questions::{Kind, questions};
use peer::Peer;
use shared::text::Lang;
use std::collections::{BTreeSet, HashMap};
use std::hint::black_box;
use std::time::{Duration, Instant};

const QUESTIONS: usize = 500;
/// Rounds of which each question's best time counts, for both sides: other programs share the machine.
const ROUNDS: usize = 3;
/// Questions of a kind that are held against a look at everybody.
const CHECKED: usize = 4;

fn main() -> Result<()> {
    let mut words = std::env::args().skip(1);
    let count: usize =
        words.next().context("usage: bench_people <residents> <residents of the large city>")?.parse()?;
    let large: usize =
        words.next().context("usage: bench_people <residents> <residents of the large city>")?.parse()?;
    beside_the_peer(count)?;
    alone(large)
}

fn beside_the_peer(count: usize) -> Result<()> {
    let people: Vec<PersonEntry> = residents(count).collect();
    let begin = Instant::now();
    let index = PeopleIndex::build(people.iter().cloned());
    println!(
        "{count} residents, {} names: {:.1} MB, ready in {:.1} s",
        index.distinct(),
        index.bytes() as f64 / 1e6,
        begin.elapsed().as_secs_f64()
    );
    let begin = Instant::now();
    let peer = Peer::build(&people)?;
    println!("tantivy: ready in {:.1} s", begin.elapsed().as_secs_f64());
    println!("{:<24}{:>18}{:>18}{:>8}{:>18}{:>9}", "p50 / p99, us", "ours", "tantivy", "ratio", "box", "recall");
    let mut dice = Dice(5);
    for kind in Kind::ALL {
        let asked = questions(kind, QUESTIONS, &people, &mut dice);
        let only: Vec<_> = asked.iter().map(|one| PeopleQuery { only: kind.only(), ..one.clone() }).collect();
        let (mut ours, mut whole, mut theirs) = (Times::new(&only), Times::new(&asked), Times::new(&asked));
        let compared = peer.query(kind, &asked.first().context("there are questions")?.q)?.is_some();
        for _ in 0..ROUNDS {
            ours.round(&only, |query| drop(black_box(index.search(query, today(), Lang::Zh))));
            whole.round(&asked, |query| drop(black_box(index.search(query, today(), Lang::Zh))));
            if compared {
                let ask = |query: &PeopleQuery| -> Result<Vec<u64>> {
                    let query = peer.query(kind, &query.q)?.context("a kind that it knows")?;
                    peer.ask(&*query)
                };
                theirs.round(&asked, |query| drop(black_box(ask(query))));
            }
        }
        let recall = recall(&index, &people, &asked[..CHECKED.min(asked.len())]);
        let (theirs, ratio) = if compared {
            (theirs.shown(), format!("{:.1}", theirs.at(0.99) / ours.at(0.99)))
        } else {
            ("–".to_owned(), "–".to_owned())
        };
        println!("{:<24}{:>18}{theirs:>18}{ratio:>8}{:>18}{recall:>8.1}%", kind.title(), ours.shown(), whole.shown());
    }
    Ok(())
}

/// The best time of every question, in microseconds.
struct Times(Vec<f64>);

impl Times {
    fn new(questions: &[PeopleQuery]) -> Times {
        Times(vec![f64::MAX; questions.len()])
    }

    fn round(&mut self, questions: &[PeopleQuery], ask: impl Fn(&PeopleQuery)) {
        for (best, question) in self.0.iter_mut().zip(questions) {
            let begin = Instant::now();
            ask(question);
            *best = best.min(begin.elapsed().as_secs_f64() * 1e6);
        }
    }

    fn at(&self, share: f64) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_by(f64::total_cmp);
        sorted[((sorted.len() - 1) as f64 * share) as usize]
    }

    fn shown(&self) -> String {
        format!("{:.1} / {:.1}", self.at(0.5), self.at(0.99))
    }
}

/// How many of those whom a look at everybody finds are answered, all pages together, in percent. Answers that such a
/// look does not find count against us as well.
fn recall(index: &PeopleIndex, people: &[PersonEntry], asked: &[PeopleQuery]) -> f64 {
    let mut known: HashMap<String, bool> = HashMap::new();
    let (mut right, mut all) = (0, 0);
    for query in asked {
        // Narrowing has tests of its own; here it is the names that are held against the rule.
        let bare = PeopleQuery { limit: 0, child_age: None, kin: None, area: None, ..query.clone() };
        let page = index.search(&bare, today(), Lang::Zh);
        let found: BTreeSet<i64> = page.items.iter().map(|item| index.entry(item.entry).id).collect();
        let Some(wanted) = Wanted::read(&query.q) else { continue };
        known.clear();
        let expected: BTreeSet<i64> = (people.iter())
            .filter(|one| {
                let tail = one.phone_tail.is_some_and(|tail| wanted.text == format!("{tail:04}"));
                let name = || rule::rank(&normalize(&one.name), &wanted).is_some();
                tail || *known.entry(one.name.clone()).or_insert_with(name)
            })
            .map(|one| one.id)
            .collect();
        right += found.intersection(&expected).count();
        all += found.union(&expected).count();
    }
    if all == 0 { 100.0 } else { right as f64 * 100.0 / all as f64 }
}

/// Ready means: from residents that come one by one from the generator (whose own time is told) to the first answer.
fn alone(count: usize) -> Result<()> {
    let begin = Instant::now();
    black_box(residents(count).map(|one| one.id).max());
    let generator = begin.elapsed();
    let before = resident_bytes()?;
    let begin = Instant::now();
    let mut builder = PeopleBuilder::default();
    residents(count).for_each(|one| builder.push(one));
    let index = builder.finish();
    let ready = begin.elapsed();
    println!(
        "{count} residents, {} names: {:.0} MB in the index ({:.0} MB more in the process), ready in {:.1} s ({:.1} s of \
         them the generator's)",
        index.distinct(),
        index.bytes() as f64 / 1e6,
        (resident_bytes()? - before) / 1e6,
        ready.as_secs_f64(),
        generator.as_secs_f64()
    );
    let mut dice = Dice(6);
    let sample: Vec<PersonEntry> = (0..200_000).map(|_| index.entry(dice.below(count) as u32)).collect();
    let mut all = Times(Vec::new());
    for kind in Kind::ALL {
        let asked = questions(kind, QUESTIONS, &sample, &mut dice);
        ensure!(!asked.is_empty() || kind == Kind::Kin, "no question of the kind {}", kind.title());
        let mut times = Times::new(&asked);
        times.round(&asked, |query| drop(black_box(index.search(query, today(), Lang::Zh))));
        if !asked.is_empty() {
            println!("{:<24}{:>18}", kind.title(), times.shown());
        }
        all.0.extend(times.0);
    }
    let worst = Duration::from_secs_f64(all.at(0.99) / 1e6);
    println!("all {} mixed questions, p50 / p99 in us: {}", all.0.len(), all.shown());
    ensure!(index.bytes() < 600_000_000, "the index is above 600 MB");
    ensure!(ready < Duration::from_secs(30), "the index is ready after 30 s only");
    ensure!(worst < Duration::from_millis(20), "p99 is above 20 ms");
    Ok(())
}

fn resident_bytes() -> Result<f64> {
    let text = std::fs::read_to_string("/proc/self/statm")?;
    let pages: f64 = text.split(' ').nth(1).context("a number of pages")?.parse()?;
    Ok(pages * 4096.0)
}
