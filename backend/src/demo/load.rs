//! From the generator's records to rows, in one transaction.

use crate::area::store::{self as areas, AreaRow};
use crate::case::store::{self as cases, Actor, CaseRow, EventRow};
use crate::category;
use crate::db::geometry::{multi_polygon_to_wkb, polygon_to_wkb, to_wkb};
use crate::db::{Code, Db, JsonText, StoreError, next};
use crate::person::store::{self as people, HouseholdRow, ResidentRow, TenancyRow};
use crate::place::store::{self as places, BaseRow, BuildingRow, ComplexRow, DwellingRow, EntranceRow, FormerNameRow};
use crate::vault::Vault;
use crate::worker::store::{self as workers, LeaveRow, LiaisonRow, PostRow, WorkerRow};
use chrono::{DateTime, Duration, NaiveDate, Utc};
use demo::City;
use geo::Centroid;
use shared::case::category::Category;
use shared::origin::{Channel, Origin, Origins};
use shared::person::{Identity, Phone};
use shared::time::china_day;
use shared::worker::{Department, Post, WorkerChoice};
use std::collections::{BTreeMap, HashMap};

/// What older people still say.
const FORMER_NAMES: [(&str, &str); 2] = [("星辰花园", "红星新村"), ("学士街", "文庙街")];

/// The city that everybody sees.
pub const SEED: u64 = 340_202;

/// Makes the city and stores it.
pub async fn load(db: &Db, vault: &Vault, scale: f64, now: DateTime<Utc>) -> Result<(), StoreError> {
    category::seed(db, now).await?;
    let categories = category::load(db).await?.categories;
    let (of_city, categories) = (categories.clone(), categories);
    let generate = move || demo::generate(SEED, scale, now, &of_city);
    let city = tokio::task::spawn_blocking(generate).await.expect("generating the city does not panic");
    let origin = Origins::new(Origin { channel: Channel::Exchange, at: now - Duration::days(30), by: None });
    store(db, vault, &city, &categories, &origin).await?;
    db.analyze().await
}

async fn store(
    db: &Db,
    vault: &Vault,
    city: &City,
    categories: &[Category],
    origin: &Origins,
) -> Result<(), StoreError> {
    let mut tx = db.begin().await?;
    next(&mut tx, "area_revision", 1).await?;
    areas::insert(&mut tx, &area_rows(city)).await?;
    places::insert_base(&mut tx, &base_rows(city)).await?;
    next(&mut tx, "base_feature", city.base.len() as i64).await?;
    places::insert_complexes(&mut tx, &complex_rows(city)).await?;
    let former = FORMER_NAMES.map(|(name, former)| FormerNameRow { name: name.to_owned(), former: former.to_owned() });
    places::insert_former_names(&mut tx, &former).await?;
    places::insert_buildings(&mut tx, &building_rows(city)).await?;
    next(&mut tx, "place", city.buildings.len() as i64).await?;
    let entrances: Vec<EntranceRow> = (city.entrances.iter())
        .map(|e| EntranceRow {
            id: e.id,
            building_id: e.building,
            number: e.number.into(),
            lon: e.at.x(),
            lat: e.at.y(),
        })
        .collect();
    places::insert_entrances(&mut tx, &entrances).await?;
    places::insert_dwellings(&mut tx, vault, &dwelling_rows(city, origin)).await?;
    let (households, residents) = people_rows(city, origin);
    let tenancies: Vec<TenancyRow> = (city.tenancies.iter())
        .map(|t| TenancyRow { dwelling_id: t.dwelling, resident_id: t.resident, starts: t.from, ends: t.until })
        .collect();
    people::insert(&mut tx, vault, &households, &residents, &tenancies).await?;
    let (staff, posts, leaves, liaisons) = worker_rows(city);
    workers::insert(&mut tx, &staff, &posts, &leaves, &liaisons).await?;
    let mut rows = case_rows(city, categories);
    let mut events = event_rows(city);
    next(&mut tx, "case", rows.len() as i64).await?;
    cases::chain_events(&mut tx, &mut rows.iter_mut().map(|row| (row.id, row)).collect(), &mut events).await?;
    cases::insert(&mut tx, &rows).await?;
    cases::insert_events(&mut tx, &events).await?;
    cases::insert_serials(&mut tx, &serials(city)).await?;
    tx.commit().await
}

/// The grid of a building, by id.
fn grid_of(city: &City, building: i64) -> String {
    city.buildings[building as usize - 1].grid.to_string()
}

fn area_rows(city: &City) -> Vec<AreaRow> {
    let row = |area: &demo::model::Area| AreaRow {
        code: area.code.to_string(),
        name: area.name.clone(),
        level: Code(area.code.level()),
        grid_kind: area.grid_kind.map(Code),
        boundary: multi_polygon_to_wkb(&area.boundary),
        label_lon: area.label.x(),
        label_lat: area.label.y(),
    };
    city.areas.iter().map(row).collect()
}

fn base_rows(city: &City) -> Vec<BaseRow> {
    let row = |(id, feature): (i64, &demo::model::BaseFeature)| BaseRow {
        id,
        layer: Code(feature.layer),
        class: feature.class.clone(),
        name: feature.name.clone(),
        geometry: to_wkb(&feature.geometry),
    };
    (1..).zip(&city.base).map(row).collect()
}

fn complex_rows(city: &City) -> Vec<ComplexRow> {
    let row = |complex: &demo::model::Complex| ComplexRow {
        id: complex.id,
        name: complex.name.clone(),
        area_code: complex.community.to_string(),
        lon: complex.center.x(),
        lat: complex.center.y(),
    };
    city.complexes.iter().map(row).collect()
}

fn building_rows(city: &City) -> Vec<BuildingRow> {
    let row = |building: &demo::model::Building| {
        let middle = building.footprint.centroid().expect("a footprint has an area");
        BuildingRow {
            id: building.id,
            complex_id: building.complex,
            complex_name: None,
            area_code: building.grid.to_string(),
            name: building.name.clone(),
            address: building.address.clone(),
            aliases: building.aliases.join("|"),
            kind: Code(building.kind),
            floors: building.floors.into(),
            height: building.height,
            footprint: polygon_to_wkb(&building.footprint),
            lon: middle.x(),
            lat: middle.y(),
            external_id: None,
        }
    };
    city.buildings.iter().map(row).collect()
}

fn dwelling_rows(city: &City, origin: &Origins) -> Vec<DwellingRow> {
    let row = |dwelling: &demo::model::Dwelling| DwellingRow {
        id: dwelling.id,
        area_code: grid_of(city, dwelling.building),
        building_id: dwelling.building,
        entrance_id: dwelling.entrance,
        floor: dwelling.floor.into(),
        number: dwelling.number.clone(),
        usage: dwelling.usage,
        owner_name: dwelling.owner_name.clone(),
        owner_phone: Some(phone(&dwelling.owner_phone)),
        origin: origin.clone(),
    };
    city.dwellings.iter().map(row).collect()
}

fn people_rows(city: &City, origin: &Origins) -> (Vec<HouseholdRow>, Vec<ResidentRow>) {
    let area_of = |dwelling: i64| grid_of(city, city.dwellings[dwelling as usize - 1].building);
    let households = city.households.iter().map(|household| HouseholdRow {
        id: household.id,
        area_code: area_of(household.dwelling),
        dwelling_id: household.dwelling,
    });
    let residents = city.residents.iter().map(|resident| {
        let dwelling_id = city.households[resident.household as usize - 1].dwelling;
        ResidentRow {
            id: resident.id,
            area_code: area_of(dwelling_id),
            household_id: resident.household,
            dwelling_id,
            name: resident.name.clone(),
            sex: resident.sex,
            birth: resident.birth,
            relation: resident.relation,
            registration: resident.registration,
            care: resident.care,
            phone: resident.phone.as_deref().map(phone),
            identity: Some(Identity::parse(&resident.identity).expect("the generator makes numbers that check")),
            registered_address: resident.registered_address.clone(),
            moved_in: resident.moved_in,
            moved_out: resident.moved_out,
            origin: origin.clone(),
        }
    });
    (households.collect(), residents.collect())
}

fn phone(text: &str) -> Phone {
    Phone::parse(text).expect("the generator makes numbers")
}

type WorkerRows = (Vec<WorkerRow>, Vec<PostRow>, Vec<LeaveRow>, Vec<LiaisonRow>);

fn worker_rows(city: &City) -> WorkerRows {
    let staff = city.workers.iter().map(|w| WorkerRow { id: w.id, name: w.name.clone(), phone: w.phone.clone() });
    let posts = city.posts.iter().map(|held| PostRow {
        worker_id: held.worker,
        post: Code(held.post),
        area_code: held.area.to_string(),
        building_id: held.building,
    });
    let leaves = city.leaves.iter().map(|leave| LeaveRow {
        worker_id: leave.worker,
        starts_at: leave.from,
        ends_at: leave.until,
    });
    let liaisons = city.liaisons.iter().map(|liaison| LiaisonRow {
        department: liaison.department,
        worker_id: liaison.worker,
        area_code: liaison.area.to_string(),
    });
    (staff.collect(), posts.collect(), leaves.collect(), liaisons.collect())
}

fn case_rows(city: &City, categories: &[Category]) -> Vec<CaseRow> {
    let posts: HashMap<(i64, &str), Post> =
        city.posts.iter().map(|held| ((held.worker, held.area.as_str()), held.post)).collect();
    let choice = |worker: i64, grid: &str| match posts.get(&(worker, grid)) {
        Some(Post::GridWorker) => WorkerChoice::OnDuty,
        Some(Post::BackupWorker) => WorkerChoice::Backup,
        Some(Post::GridLeader) => WorkerChoice::GridLeader,
        _ => WorkerChoice::Community,
    };
    let default: HashMap<&str, Department> =
        categories.iter().map(|category| (category.code.as_str(), category.department)).collect();
    let row = |case: &demo::model::Case| CaseRow {
        id: case.id,
        number: case.number.clone(),
        area_code: case.grid.to_string(),
        source: Code(case.source),
        external_id: Some(case.external_id.clone()),
        description: case.description.clone(),
        lon: Some(case.at.x()),
        lat: Some(case.at.y()),
        place: case.address.clone(),
        building_id: case.building,
        worker_id: case.worker,
        worker_choice: case.worker.map(|worker| Code(choice(worker, case.grid.as_str()))),
        decided_by: Some(Code(case.decided_by)),
        default_department: default.get(case.category.as_str()).map(|department| Code(*department)),
        reporter_name: None,
        reporter_phone: None,
        occurred_at: None,
        reported_at: case.reported_at,
        course: JsonText(case.course.clone()),
        version: 0,
        head: String::new(),
    };
    city.cases.iter().map(row).collect()
}

/// All events in the order of time: the global sequence of the demo's past.
fn event_rows(city: &City) -> Vec<(i64, EventRow)> {
    let mut rows: Vec<(i64, EventRow)> = Vec::new();
    for case in &city.cases {
        let mut before = None;
        for event in &case.events {
            let actor = Actor { name: event.actor.clone(), role: event.role, ..Actor::default() };
            rows.push((case.id, EventRow::new(event.action, event.at, &actor, &event.note, before, &event.course)));
            before = Some(&event.course);
        }
    }
    rows.sort_by_key(|(case, event)| (event.at, *case));
    rows
}

/// The last serial of every category and day, read from the numbers.
fn serials(city: &City) -> Vec<(String, NaiveDate, i64)> {
    let mut last: BTreeMap<(String, NaiveDate), i64> = BTreeMap::new();
    for case in &city.cases {
        let serial: Option<i64> = case.number.rsplit('-').next().and_then(|serial| serial.parse().ok());
        let serial = serial.expect("numbers end with a serial");
        let known = last.entry((case.category.clone(), china_day(case.reported_at))).or_default();
        *known = serial.max(*known);
    }
    last.into_iter().map(|((category, day), serial)| (category, day, serial)).collect()
}
