//! Somebody with the database in hand takes the triggers away and changes what happened. Each attack is made in a
//! transaction, judged there, and rolled back.

use super::{Staff, life};
use crate::audit::finding::{Finding, Place, Wrong};
use crate::audit::seal::Sealing;
use crate::audit::verify::verify_in;
use crate::audit::{seal_missing, store};
use crate::case::store::{Actor, CaseRow, EventRow, by_number_in, insert_events, update};
use crate::case::{chain, resume_due};
use crate::db::Tx;
use crate::testing::{TestCity, cities};
use crate::{in_tx, on};
use chrono::{DateTime, Duration, NaiveDate, Utc};
use shared::api::audit::Seal;
use shared::case::workflow::Action;
use shared::time::china_day;
use sqlx::AssertSqlSafe;

const TRIGGERS: [(&str, &str); 6] = [
    ("case_event", "case_event_is_never_changed"),
    ("case_event", "case_event_is_never_deleted"),
    ("case_event", "case_event_is_never_replaced"),
    ("case_seal", "case_seal_is_never_changed"),
    ("case_seal", "case_seal_is_never_deleted"),
    ("case_seal", "case_seal_is_never_replaced"),
];

/// A city with two known cases: one whose day is sealed, one of today.
struct Scene {
    city: TestCity,
    sealed: Vec<EventRow>,
    /// The day of the sealed case.
    day: NaiveDate,
    today: Vec<EventRow>,
    /// The number of each.
    numbers: [String; 2],
    seals: Vec<Seal>,
}

impl Scene {
    async fn of(city: TestCity) -> Scene {
        let staff = Staff::of(&city).await;
        let first = staff.report().await;
        staff.walk(&first, &life()).await;
        let day = china_day(city.clock.now());
        city.clock.advance(Duration::days(1));
        // Nothing is left that the server would do by itself while the attacks are made.
        resume_due(&city.app).await.unwrap();
        seal_missing(&city.app.db, city.clock.now()).await.unwrap();
        let staff = Staff::of(&city).await;
        let second = staff.report().await;
        staff.walk(&second, &life()[..6]).await;
        staff.report().await;
        let mut tx = city.app.db.begin().await.unwrap();
        let sealed = history(&mut tx, &first).await.1;
        let today = history(&mut tx, &second).await.1;
        let seals = store::seals(&mut tx).await.unwrap();
        drop(tx);
        Scene { city, sealed, day, today, numbers: [first, second], seals }
    }

    /// A transaction of somebody whom no trigger stops.
    async fn attacker(&self) -> Tx {
        let mut tx = self.city.app.db.begin().await.unwrap();
        match &mut tx {
            Tx::Sqlite(_) => {
                for (_, trigger) in TRIGGERS {
                    execute(&mut tx, &format!("DROP TRIGGER {trigger}")).await;
                }
            }
            Tx::Postgres(_) => {
                for table in ["case_event", "case_seal"] {
                    execute(&mut tx, &format!("ALTER TABLE {table} DISABLE TRIGGER USER")).await;
                }
            }
        }
        tx
    }

    /// What is found first after some statements.
    async fn after(&self, statements: &[&str]) -> Finding {
        let mut tx = self.attacker().await;
        for statement in statements {
            execute(&mut tx, statement).await;
        }
        self.first(&mut tx).await.unwrap_or_else(|| panic!("{}: {statements:?} is not found", self.city.engine))
    }

    async fn first(&self, tx: &mut Tx) -> Option<Finding> {
        verify_in(tx, &[]).await.unwrap().findings.first().first().cloned()
    }

    fn row(&self, event: &EventRow) -> Place {
        let whose = usize::from(event.seq >= self.today[0].seq);
        Place::Row { seq: event.seq, case: self.numbers[whose].clone(), position: event.position }
    }

    fn case(&self, history: &[EventRow]) -> Place {
        match self.row(history.last().unwrap()) {
            Place::Row { seq, case, position } => Place::Case { seq, case, position },
            other => other,
        }
    }
}

async fn execute(tx: &mut Tx, sql: &str) {
    let done = in_tx!(tx, conn => sqlx::query(AssertSqlSafe(sql)).execute(conn).await.map(|done| done.rows_affected()));
    done.unwrap_or_else(|error| panic!("{sql}: {error}"));
}

async fn history(tx: &mut Tx, number: &str) -> (CaseRow, Vec<EventRow>) {
    let case = by_number_in(tx, number).await.unwrap();
    let mut events = Vec::new();
    store::events(tx, (case.id - 1, case.id), |_, _, event| events.push(event.unwrap())).await.unwrap();
    (case, events)
}

/// Writes a case's history anew, every hash and the head fitting.
async fn rewrite(tx: &mut Tx, mut case: CaseRow, events: Vec<EventRow>) {
    let seen = case.version;
    (case.version, case.head) = (0, String::new());
    let mut chained = Vec::new();
    for mut event in events {
        let seq = event.seq;
        chain::link(&mut case, seq, &mut event);
        chained.push((case.id, event));
    }
    execute(tx, &format!("DELETE FROM case_event WHERE case_id = {}", case.id)).await;
    insert_events(tx, &chained).await.unwrap();
    assert!(update(tx, &case, seen).await.unwrap());
}

/// Makes all seals anew, fitting what is there now.
async fn reseal(tx: &mut Tx, seals: &[Seal]) -> Vec<Seal> {
    let mut hashes = Vec::new();
    store::links(tx, 0, |seq, row| {
        let (position, hash) = row?;
        hashes.push((seq, position, hash));
        Ok(())
    })
    .await
    .unwrap();
    let (mut sealing, mut fresh, mut rows) = (Sealing::default(), Vec::<Seal>::new(), hashes.iter().peekable());
    for seal in seals {
        while let Some((_, position, hash)) = rows.next_if(|(seq, ..)| *seq <= seal.last_seq) {
            sealing.add(*position, hash);
        }
        let previous = fresh.last().map(|seal| seal.digest.clone()).unwrap_or_default();
        fresh.push(sealing.close(seal.day, seal.last_seq, &previous, seal.sealed_at));
    }
    execute(tx, "DELETE FROM case_seal").await;
    store::insert_seals(tx, &fresh).await.unwrap();
    fresh
}

#[tokio::test]
async fn whoever_touches_a_stored_history_is_found_at_the_first_row() {
    for city in cities().await {
        let scene = Scene::of(city).await;
        let mut untouched = scene.attacker().await;
        assert_eq!(scene.first(&mut untouched).await, None, "{}: nothing has happened yet", scene.city.engine);
        drop(untouched);
        a_changed_row_is_named(&scene).await;
        a_row_that_was_changed_together_with_its_hash_breaks_the_chain_or_the_seal(&scene).await;
        a_row_that_is_gone_is_named(&scene).await;
        a_row_that_was_put_in_is_named(&scene).await;
        a_case_that_says_something_else_than_its_history_is_named(&scene).await;
        a_seal_that_was_changed_or_removed_is_named(&scene).await;
    }
}

#[tokio::test]
async fn the_database_itself_refuses_to_change_or_remove_history() {
    for city in cities().await {
        let db = &city.app.db;
        seal_missing(db, city.clock.now()).await.unwrap();
        let columns =
            "case_id, position, action, state, at, login, actor, role, lon, lat, note, changes, previous, hash";
        let replace =
            format!("INSERT OR REPLACE INTO case_event (seq, {columns}) SELECT seq, {columns} FROM case_event");
        let again = format!(
            "INSERT OR REPLACE INTO case_event (seq, {columns}) SELECT seq + 999999, {columns} FROM case_event"
        );
        let mut refused = vec![
            "UPDATE case_event SET note = 'x' WHERE seq = 1",
            "DELETE FROM case_event WHERE seq = (SELECT max(seq) FROM case_event)",
            "UPDATE case_seal SET digest = 'x'",
            "DELETE FROM case_seal",
        ];
        match city.engine {
            "sqlite" => {
                refused.extend([replace.as_str(), &again, "INSERT OR REPLACE INTO case_seal SELECT * FROM case_seal"])
            }
            // Other tables point at the history, so that PostgreSQL refuses to empty it alone; with them the trigger does.
            _ => refused.extend(["TRUNCATE case_event CASCADE", "TRUNCATE case_seal", "TRUNCATE case_record CASCADE"]),
        }
        for sql in refused {
            let outcome = on!(db, pool => sqlx::query(AssertSqlSafe(sql)).execute(pool).await.map(drop));
            let error = outcome.expect_err(sql).to_string();
            assert!(error.contains("append-only"), "{}: {sql}: {error}", city.engine);
        }
    }
}

async fn a_changed_row_is_named(scene: &Scene) {
    let event = &scene.sealed[4];
    let seq = event.seq;
    let moment: DateTime<Utc> = event.at + Duration::seconds(1);
    let moment = moment.format("%Y-%m-%d %H:%M:%S%.6f+00:00");
    let clean = [
        format!("UPDATE case_event SET note = note || '。' WHERE seq = {seq}"),
        format!("UPDATE case_event SET at = '{moment}' WHERE seq = {seq}"),
        format!("UPDATE case_event SET actor = 'x' WHERE seq = {seq}"),
        format!("UPDATE case_event SET login = NULL WHERE seq = {seq}"),
        format!("UPDATE case_event SET lon = 0.0 WHERE seq = {seq}"),
        format!("UPDATE case_event SET hash = previous WHERE seq = {seq}"),
        format!("UPDATE case_event SET changes = changes || ' ' WHERE seq = {seq}"),
    ];
    for sql in &clean {
        assert_eq!(scene.after(&[sql]).await, Finding { place: scene.row(event), wrong: Wrong::Hash }, "{sql}");
    }
    let broken = scene.after(&[&format!("UPDATE case_event SET action = 'fly' WHERE seq = {seq}")]).await;
    assert_eq!(broken.place, scene.row(event));
    assert!(matches!(broken.wrong, Wrong::Unreadable(_)), "{broken}");
    let swapped = format!(
        "UPDATE case_event SET seq = -1 WHERE seq = {seq}; UPDATE case_event SET seq = {seq} WHERE seq = {0}; \
         UPDATE case_event SET seq = {0} WHERE seq = -1",
        seq + 1
    );
    let swapped: Vec<&str> = swapped.split("; ").collect();
    let found = scene.after(&swapped).await;
    assert_eq!((found.place.seq(), found.wrong), (Some(seq), Wrong::Hash));
}

async fn a_row_that_was_changed_together_with_its_hash_breaks_the_chain_or_the_seal(scene: &Scene) {
    for (at, expected) in [
        (4, Finding { place: scene.row(&scene.sealed[5]), wrong: Wrong::Previous }),
        (scene.sealed.len() - 1, Finding { place: scene.case(&scene.sealed), wrong: Wrong::Head }),
    ] {
        let mut tx = scene.attacker().await;
        let (case, mut events) = history(&mut tx, &scene.numbers[0]).await;
        events[at].note = "无事".to_owned();
        let (seq, hash) = (events[at].seq, chain::hash(case.id, &events[at]));
        execute(&mut tx, &format!("UPDATE case_event SET note = '无事', hash = '{hash}' WHERE seq = {seq}")).await;
        assert_eq!(scene.first(&mut tx).await, Some(expected), "{}", scene.city.engine);
    }

    let mut tx = scene.attacker().await;
    let (case, mut events) = history(&mut tx, &scene.numbers[0]).await;
    events[4].note = "无事".to_owned();
    rewrite(&mut tx, case, events).await;
    let (from, to) = seal_of(scene, scene.day);
    let seal = Place::Seal { day: scene.day };
    let expected = Finding { place: seal.clone(), wrong: Wrong::Seal { from, to } };
    assert_eq!(scene.first(&mut tx).await, Some(expected), "{}", scene.city.engine);

    // And with all seals made anew: only those that were kept elsewhere tell.
    reseal(&mut tx, &scene.seals).await;
    assert_eq!(scene.first(&mut tx).await, None);
    let verdict = verify_in(&mut tx, &scene.seals).await.unwrap();
    assert_eq!(verdict.findings.first(), &[Finding { place: seal, wrong: Wrong::SealDiffers }]);
}

/// The events that a seal covers.
fn seal_of(scene: &Scene, day: NaiveDate) -> (i64, i64) {
    let at = scene.seals.iter().position(|seal| seal.day == day).unwrap();
    (scene.seals[at - 1].last_seq + 1, scene.seals[at].last_seq)
}

async fn a_row_that_is_gone_is_named(scene: &Scene) {
    let missing = |from: i64, to: i64| Finding { place: Place::Sequence { seq: from }, wrong: Wrong::Missing { to } };
    let newest = scene.today.last().unwrap().seq + 2;
    for seq in [scene.today.last().unwrap().seq, scene.today[3].seq, scene.sealed[0].seq, newest, 1] {
        let found = scene.after(&[&format!("DELETE FROM case_event WHERE seq = {seq}")]).await;
        assert_eq!(found, missing(seq, seq), "{}", scene.city.engine);
    }
    for (number, history) in scene.numbers.iter().zip([&scene.sealed, &scene.today]) {
        let whole = [
            format!("DELETE FROM case_event WHERE case_id = (SELECT id FROM case_record WHERE number = '{number}')"),
            format!(
                "DELETE FROM case_department WHERE case_id = (SELECT id FROM case_record WHERE number = '{number}')"
            ),
            format!("DELETE FROM case_record WHERE number = '{number}'"),
        ];
        let found = scene.after(&[&whole[0], &whole[1], &whole[2]]).await;
        assert_eq!(found, missing(history[0].seq, history.last().unwrap().seq), "{}", scene.city.engine);
    }
    // The last row, with the case set back to what it was before: its place in the sequence stays empty.
    let mut tx = scene.attacker().await;
    let (mut case, mut events) = history(&mut tx, &scene.numbers[1]).await;
    let gone = events.pop().unwrap().seq;
    let mut fields = serde_json::Map::new();
    for event in &events {
        assert!(shared::case::changes::apply(&mut fields, serde_json::from_str(&event.changes).unwrap()));
    }
    case.course.0 = serde_json::from_value(fields.into()).unwrap();
    rewrite(&mut tx, case, events).await;
    assert_eq!(scene.first(&mut tx).await, Some(missing(gone, gone)), "{}", scene.city.engine);
}

async fn a_row_that_was_put_in_is_named(scene: &Scene) {
    let last = scene.today.last().unwrap().seq + 2;
    let intruder = |case: &CaseRow, seq: i64, at: DateTime<Utc>| {
        let actor = Actor { name: "系统".to_owned(), ..Actor::default() };
        let course = &case.course.0;
        EventRow { seq, ..EventRow::new(Action::Nudge, at, &actor, "", Some(course), course) }
    };
    // At the end of a chain, with the right hash: beyond the last that was written.
    let mut tx = scene.attacker().await;
    let (mut case, _) = history(&mut tx, &scene.numbers[0]).await;
    let mut event = intruder(&case, last + 1, scene.sealed[5].at);
    chain::link(&mut case, last + 1, &mut event);
    insert_events(&mut tx, &[(case.id, event.clone())]).await.unwrap();
    let beyond = Finding { place: Place::Sequence { seq: last + 1 }, wrong: Wrong::Beyond { last } };
    assert_eq!(scene.first(&mut tx).await, Some(beyond), "{}", scene.city.engine);
    // The counter moved too: the case does not know it.
    execute(&mut tx, "UPDATE counter SET value = value + 1 WHERE name = 'event'").await;
    let seen = case.version - 1;
    let place = Place::Case { seq: event.seq, case: case.number.clone(), position: event.position };
    assert_eq!(scene.first(&mut tx).await, Some(Finding { place, wrong: Wrong::Version { version: seen } }));
    drop(tx);

    // In the middle of a chain that is written anew around it: it comes before rows that were written before it.
    for number in 0..2 {
        let mut tx = scene.attacker().await;
        let (case, mut events) = history(&mut tx, &scene.numbers[number]).await;
        // A row that fits where it is put: it changes nothing.
        let event =
            EventRow { changes: "{}".to_owned(), state: events[3].state, ..intruder(&case, last + 1, events[3].at) };
        events.insert(4, event);
        let behind = Place::Row { seq: events[5].seq, case: case.number.clone(), position: 6 };
        rewrite(&mut tx, case, events).await;
        execute(&mut tx, "UPDATE counter SET value = value + 1 WHERE name = 'event'").await;
        assert_eq!(
            scene.first(&mut tx).await,
            Some(Finding { place: behind, wrong: Wrong::Order }),
            "{}",
            scene.city.engine
        );
    }

    // In the middle of the sequence too, everything behind it moved on by one: the seal knows.
    let mut tx = scene.attacker().await;
    let (case, mut events) = history(&mut tx, &scene.numbers[0]).await;
    let event = EventRow {
        changes: "{}".to_owned(),
        state: events[3].state,
        ..intruder(&case, events[3].seq + 1, events[3].at)
    };
    for later in &mut events[4..] {
        later.seq += 1;
    }
    events.insert(4, event);
    let moved = scene.sealed.last().unwrap().seq;
    execute(&mut tx, &format!("UPDATE case_event SET seq = -seq WHERE seq > {moved}")).await;
    rewrite(&mut tx, case, events).await;
    execute(&mut tx, "UPDATE case_event SET seq = 1 - seq WHERE seq < 0").await;
    execute(&mut tx, "UPDATE counter SET value = value + 1 WHERE name = 'event'").await;
    for number in later_cases(&mut tx, moved + 1).await {
        let (case, events) = history(&mut tx, &number).await;
        rewrite(&mut tx, case, events).await;
    }
    let (from, to) = seal_of(scene, scene.day);
    let expected = Finding { place: Place::Seal { day: scene.day }, wrong: Wrong::Seal { from, to } };
    assert_eq!(scene.first(&mut tx).await, Some(expected), "{}", scene.city.engine);
}

/// Numbers of the cases that have rows after one.
async fn later_cases(tx: &mut Tx, seq: i64) -> Vec<String> {
    let sql = "SELECT DISTINCT c.number FROM case_event e JOIN case_record c ON c.id = e.case_id WHERE e.seq > $1";
    in_tx!(tx, conn => sqlx::query_scalar(sql).bind(seq).fetch_all(conn).await).unwrap()
}

async fn a_case_that_says_something_else_than_its_history_is_named(scene: &Scene) {
    let number = &scene.numbers[1];
    let set = |what: &str| format!("UPDATE case_record SET {what} WHERE number = '{number}'");
    let whole = scene.case(&scene.today);
    for (what, wrong) in [
        ("course = replace(course, '\"reworks\":0', '\"reworks\":3')", Wrong::Course),
        ("course = replace(course, '\"state\"', '\"invented\":1,\"state\"')", Wrong::Course),
        ("due_at = reported_at", Wrong::Column("due_at")),
        ("state = 'closed'", Wrong::Column("state")),
        ("departments = ''", Wrong::Column("departments")),
        ("closed_at = reported_at", Wrong::Column("closed_at")),
        ("pending = 'acceptor'", Wrong::Column("pending")),
        ("satisfied = TRUE", Wrong::Column("satisfied")),
        ("category = NULL", Wrong::Column("category")),
        ("version = version + 1", Wrong::Version { version: scene.today.len() as i64 + 1 }),
        ("head = ''", Wrong::Head),
    ] {
        let found = scene.after(&[&set(what)]).await;
        assert_eq!(found, Finding { place: whole.clone(), wrong }, "{}: {what}", scene.city.engine);
    }
    // The rows that lists by department read.
    let case = format!("case_id = (SELECT id FROM case_record WHERE number = '{number}')");
    for what in [
        format!("DELETE FROM case_department WHERE {case}"),
        format!("UPDATE case_department SET department = 'gas' WHERE {case}"),
        format!("UPDATE case_department SET reported_at = '2026-01-01T00:00:00Z' WHERE {case}"),
    ] {
        let found = scene.after(&[&what]).await;
        let wrong = Wrong::Column("case_department");
        assert_eq!(found, Finding { place: whole.clone(), wrong }, "{}: {what}", scene.city.engine);
    }
    let unreadable = scene.after(&[&set("course = '{}'")]).await;
    assert!(matches!(unreadable.wrong, Wrong::Unreadable(_)), "{unreadable}");
    // What was reported is in the first row's chain.
    for what in ["description = description || '！'", "occurred_at = reported_at", "lon = NULL", "place = 'x'"] {
        let found = scene.after(&[&set(what)]).await;
        assert_eq!(found, Finding { place: scene.row(&scene.today[0]), wrong: Wrong::Facts }, "{what}");
    }
    let columns = "area_code, source, description, lon, lat, place, reported_at, course, version, head, category, \
        state, level, departments, warn_at, due_at";
    let copy = format!(
        "INSERT INTO case_record (id, number, {columns}) SELECT 999999, 'E0130-20261123-9999', {columns} \
         FROM case_record WHERE number = '{number}'"
    );
    let found = scene.after(&[&copy]).await;
    assert_eq!(found.wrong, Wrong::NoHistory);
    // A row that changed hands.
    let other = &scene.numbers[0];
    let moved = format!(
        "UPDATE case_event SET case_id = (SELECT id FROM case_record WHERE number = '{other}'), position = {} \
         WHERE seq = {}",
        scene.sealed.len() + 1,
        scene.today[2].seq
    );
    assert_eq!(scene.after(&[&moved]).await.place.seq(), Some(scene.today[2].seq));
}

async fn a_seal_that_was_changed_or_removed_is_named(scene: &Scene) {
    let at = scene.seals.len() / 2;
    let (day, next) = (scene.seals[at].day, scene.seals[at + 1].day);
    let (from, to) = seal_of(scene, day);
    let seal = |day| Place::Seal { day };
    for what in ["digest = previous", "events = events + 1", "cases = 0", "last_seq = last_seq + 1"] {
        let found = scene.after(&[&format!("UPDATE case_seal SET {what} WHERE day = '{day}'")]).await;
        assert_eq!(found.place, seal(day), "{}: {what}", scene.city.engine);
        let to = if what.starts_with("last_seq") { to + 1 } else { to };
        assert_eq!(found.wrong, Wrong::Seal { from, to }, "{}: {what}", scene.city.engine);
    }
    let found = scene.after(&[&format!("UPDATE case_seal SET previous = digest WHERE day = '{next}'")]).await;
    assert_eq!(found, Finding { place: seal(next), wrong: Wrong::SealPrevious });
    let found = scene.after(&[&format!("DELETE FROM case_seal WHERE day = '{day}'")]).await;
    assert_eq!(found, Finding { place: seal(day), wrong: Wrong::SealMissing });
    let (first, second) = (scene.seals[0].day, scene.seals[1].day);
    let found = scene.after(&[&format!("DELETE FROM case_seal WHERE day = '{first}'")]).await;
    assert_eq!(found, Finding { place: seal(second), wrong: Wrong::SealPrevious });
    let written = scene.seals.len() as i64;
    let found = scene.after(&[&format!("DELETE FROM case_seal WHERE day = '{}'", scene.day)]).await;
    assert_eq!(found, Finding { place: Place::Seals, wrong: Wrong::Seals { there: written - 1, written } });
    // With the counter set back: those that were kept elsewhere tell.
    let mut tx = scene.attacker().await;
    execute(&mut tx, &format!("DELETE FROM case_seal WHERE day = '{}'", scene.day)).await;
    execute(&mut tx, "UPDATE counter SET value = value - 1 WHERE name = 'seal'").await;
    assert_eq!(scene.first(&mut tx).await, None);
    let verdict = verify_in(&mut tx, &scene.seals).await.unwrap();
    assert_eq!(verdict.findings.first(), &[Finding { place: seal(scene.day), wrong: Wrong::SealMissing }]);
}
