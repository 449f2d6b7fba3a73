//! How long a search for people takes over HTTP: the real server on a database that is there already, one caller,
//! 10,000 mixed questions one after another.
//!
//! Called with the database, the file of questions and the limit in milliseconds; ends with an error when p99 is above.
//! Started on one core (`taskset -c 0`), which the server keeps; this program then moves to the other.

use mirrorlake_tests::Server;
use std::process::Command;
use std::time::{Duration, Instant};

/// Questions before the measured ones.
const WARM: usize = 200;

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [url, file, limit] = words.as_slice() else { panic!("usage: bench_search <database url> <questions> <ms>") };
    let limit = Duration::from_millis(limit.parse().expect("the limit is a number of milliseconds"));
    let begin = Instant::now();
    let server = Server::start(&["--database-url", url]);
    println!("the server is ready after {:.1} s", begin.elapsed().as_secs_f64());
    let own = std::process::id().to_string();
    let moved = Command::new("taskset").args(["-acp", "1", &own]).output().is_ok_and(|run| run.status.success());
    println!("{}", if moved { "server and caller have a core each" } else { "server and caller share all cores" });
    let text = std::fs::read_to_string(file).expect("the file of questions");
    let questions: Vec<Vec<(&str, &str)>> = text.lines().map(question).collect();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let mut times = runtime.block_on(async {
        let caller = server.account("commander").await;
        let mut times = Vec::with_capacity(questions.len());
        for question in questions[..WARM.min(questions.len())].iter().chain(&questions) {
            let begin = Instant::now();
            caller.ask("/api/v1/residents", question).await.expect(200);
            times.push(begin.elapsed());
        }
        times.split_off(WARM.min(questions.len()))
    });
    times.sort_unstable();
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize];
    let ms = |share: f64| at(share).as_secs_f64() * 1e3;
    println!(
        "{} questions over HTTP, p50 / p95 / p99 / worst in ms: {:.2} / {:.2} / {:.2} / {:.2}",
        times.len(),
        ms(0.5),
        ms(0.95),
        ms(0.99),
        ms(1.0)
    );
    if at(0.99) > limit {
        eprintln!("p99 is above {} ms", limit.as_millis());
        std::process::exit(1);
    }
}

fn question(line: &str) -> Vec<(&str, &str)> {
    let names = ["q", "child_age", "kin"];
    names.into_iter().zip(line.split('\t')).filter(|(_, value)| !value.is_empty()).collect()
}
