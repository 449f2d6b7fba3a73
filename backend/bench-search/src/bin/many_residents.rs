//! Makes a database with as many residents as are asked for: the demo district, its dwellings shared by many households.
//! For the HTTP part of `cargo xtask bench search`. Writes 10,000 mixed questions about them into a file, one a line:
//! the text, a child's age or nothing, kin or nothing, parted by tabs.

use anyhow::{Context, Result};
use mirrorlake::clock::Clock;
use mirrorlake::db::Db;
use mirrorlake::person::People;
use mirrorlake::person::store::{self, HouseholdRow, ResidentRow};
use mirrorlake::search::PersonEntry;
use mirrorlake::vault::{self, Vault};
use mirrorlake_bench_search::city::{Dice, residents};
use mirrorlake_bench_search::questions::{Kind, questions};
use shared::origin::{Channel, Origin, Origins};
use shared::person::{Phone, Registration};
use std::path::Path;

/// Residents of one transaction.
const GROUP: usize = 20_000;
const QUESTIONS: usize = 10_000;

#[tokio::main]
async fn main() -> Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [url, count, keys, file] = words.as_slice() else {
        anyhow::bail!("usage: many_residents <database url> <residents> <key file> <file of questions>")
    };
    let now = Clock::system().now();
    let db = Db::open(url).await?;
    let vault = Vault::in_file(Path::new(keys))?;
    vault::confirm(&db, &vault).await?;
    mirrorlake::demo::load(&db, &vault, 1.0, now).await?;
    let people = People::read(&db).await?;
    let index = people.load();
    let known: Vec<PersonEntry> = (0..index.len() as u32).map(|at| index.entry(at)).collect();
    let first = known.iter().map(|one| one.id).max().context("the demo has residents")?;
    let household = known.iter().map(|one| one.household).max().context("the demo has households")?;
    let more: usize = count.parse::<usize>()?.checked_sub(known.len()).context("the demo alone has more residents")?;
    let mut made: Vec<PersonEntry> = residents(more).collect();
    for one in &mut made {
        let home = &known[one.household as usize % known.len()];
        (one.area, one.building, one.dwelling) = (home.area.clone(), home.building, home.dwelling);
        (one.id, one.household) = (one.id + first, one.household + household);
    }
    let origin = Origins::new(Origin { channel: Channel::Exchange, at: now, by: None });
    let mut last = household;
    for group in made.chunks(GROUP) {
        let mut homes = Vec::new();
        for one in group.iter().filter(|one| one.household > household) {
            if one.household > last {
                last = one.household;
                let area_code = one.area.as_str().to_owned();
                homes.push(HouseholdRow { id: last, area_code, dwelling_id: one.dwelling });
            }
        }
        let rows = group.iter().map(|one| row(one, &origin)).collect::<Result<Vec<_>>>()?;
        let mut tx = db.begin().await?;
        store::insert(&mut tx, &vault, &homes, &rows, &[]).await?;
        tx.commit().await?;
    }
    db.analyze().await?;
    db.close().await;

    let mut dice = Dice(9);
    let each = QUESTIONS.div_ceil(Kind::ALL.len());
    let mut asked: Vec<_> = Kind::ALL.iter().flat_map(|kind| questions(*kind, each, &made, &mut dice)).collect();
    for at in (1..asked.len()).rev() {
        asked.swap(at, dice.below(at + 1));
    }
    let line = |one: &mirrorlake::search::PeopleQuery| {
        let child = one.child_age.map(|age| age.to_string()).unwrap_or_default();
        format!("{}\t{child}\t{}\n", one.q, one.kin.as_deref().unwrap_or_default())
    };
    std::fs::write(file, asked.iter().take(QUESTIONS).map(line).collect::<String>())?;
    println!("{count} residents");
    Ok(())
}

fn row(one: &PersonEntry, origin: &Origins) -> Result<ResidentRow> {
    let phone = one.phone_tail.map(|tail| Phone::parse(&format!("1990000{tail:04}"))).transpose()?;
    Ok(ResidentRow {
        id: one.id,
        area_code: one.area.as_str().to_owned(),
        household_id: one.household,
        dwelling_id: one.dwelling,
        name: one.name.clone(),
        sex: one.sex,
        birth: one.birth,
        relation: one.relation,
        registration: Registration::Registered,
        care: None,
        phone,
        identity: None,
        registered_address: None,
        moved_in: one.birth,
        moved_out: None,
        origin: origin.clone(),
    })
}
