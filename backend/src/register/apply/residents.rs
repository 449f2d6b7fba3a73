//! Residents: recognised by the keyed hash of the identity number, else by dwelling, name and birth.

use super::{Applier, Merge, Outcome};
use crate::db::{Code, JsonText, StoreError, Tx, next};
use crate::register::given::Fault;
use crate::register::rows::{Lease, ResidentIn};
use crate::register::{people, places};
use crate::vault::{Secret, Vault};
use people::{Household, Stored, Tenancy};
use shared::api::register::ImportCounts;
use shared::origin::{Origin, Origins};
use shared::person::{Phone, Registration, Relation};
use std::collections::{HashMap, HashSet};

type DoorKey = (i64, i64, String);

/// What is stored of the people and dwellings that a batch is about, and what is to be written.
struct Town {
    people: HashMap<i64, Stored>,
    by_identity: HashMap<String, i64>,
    by_dwelling: HashMap<i64, Vec<i64>>,
    /// The households of a dwelling, the oldest first.
    households: HashMap<i64, Vec<i64>>,
    tenancies: HashMap<(i64, i64), Vec<Tenancy>>,
    dirty: HashSet<i64>,
    new_households: Vec<Household>,
    new_tenancies: Vec<Tenancy>,
    last_resident: i64,
    last_household: i64,
}

pub async fn apply(
    applier: &Applier,
    rows: Vec<ResidentIn>,
    counts: &mut ImportCounts,
) -> Result<Vec<Outcome>, StoreError> {
    let vault = &applier.vault;
    let buildings: Vec<_> =
        rows.iter().map(|row| applier.buildings.find(&row.at.building).map(|known| known.id)).collect();
    let hashes: Vec<Option<String>> = rows
        .iter()
        .map(|row| row.identity.as_ref().map(|identity| vault.hash(Secret::ResidentIdentity, identity.reveal())))
        .collect();
    let doors: HashSet<DoorKey> = (rows.iter().zip(&buildings))
        .filter_map(|(row, building)| Some(((*building).ok()?, row.at.entrance, row.at.number.clone())))
        .collect();
    let mut tx = applier.db.begin().await?;
    // The lock that every writer of residents takes: until the end of this transaction nobody else gives ids.
    let revision = next(&mut tx, "person", 1).await?;
    let homes = places::dwellings(&mut tx, doors.into_iter().collect()).await?;
    let ids: Vec<i64> = homes.values().map(|home| home.id).collect();
    let mut town = Town::read(&mut tx, &ids, hashes.iter().flatten().cloned().collect()).await?;
    let mut outcomes = Vec::with_capacity(rows.len());
    for ((row, building), hash) in rows.into_iter().zip(buildings).zip(hashes) {
        let home = match building {
            Err(miss) => Err(Fault::new("楼栋", miss.mend())),
            Ok(building) => homes
                .get(&(building, row.at.entrance, row.at.number.clone()))
                .ok_or_else(|| Fault::new("室号", "没有登记这一户：请核对单元和室号，或先导入户室表")),
        };
        outcomes.push(match home {
            Err(fault) => Outcome::Refused(vec![fault]),
            Ok(home) => town.put(row, home, hash, vault, &applier.origin, counts),
        });
    }
    if applier.dry_run || !town.has_news() {
        return Ok(outcomes);
    }
    town.write(&mut tx, revision).await?;
    tx.commit().await?;
    Ok(outcomes)
}

impl Town {
    async fn read(tx: &mut Tx, dwellings: &[i64], hashes: Vec<String>) -> Result<Town, StoreError> {
        let mut people = people::of_dwellings(tx, dwellings).await?;
        let known: HashSet<&String> = people.iter().filter_map(|person| person.identity_hash.as_ref()).collect();
        let missing: Vec<String> = hashes.into_iter().filter(|hash| !known.contains(hash)).collect();
        let elsewhere = people::of_identities(tx, &missing).await?;
        people.extend(elsewhere);
        let ids: Vec<i64> = people.iter().map(|person| person.id).collect();
        let mut town = Town {
            by_identity: people.iter().filter_map(|p| Some((p.identity_hash.clone()?, p.id))).collect(),
            people: HashMap::new(),
            by_dwelling: HashMap::new(),
            households: HashMap::new(),
            tenancies: HashMap::new(),
            dirty: HashSet::new(),
            new_households: Vec::new(),
            new_tenancies: Vec::new(),
            last_resident: people::last_resident(tx).await?,
            last_household: people::last_household(tx).await?,
        };
        for household in people::households(tx, dwellings).await? {
            town.households.entry(household.dwelling_id).or_default().push(household.id);
        }
        for tenancy in people::tenancies(tx, &ids).await? {
            town.tenancies.entry((tenancy.dwelling_id, tenancy.resident_id)).or_default().push(tenancy);
        }
        for person in people {
            town.by_dwelling.entry(person.dwelling_id).or_default().push(person.id);
            town.people.insert(person.id, person);
        }
        Ok(town)
    }

    fn has_news(&self) -> bool {
        !(self.dirty.is_empty() && self.new_tenancies.is_empty())
    }

    fn put(
        &mut self,
        row: ResidentIn,
        home: &places::Home,
        hash: Option<String>,
        vault: &Vault,
        origin: &Origin,
        counts: &mut ImportCounts,
    ) -> Outcome {
        let by_door = || {
            let fellows = self.by_dwelling.get(&home.id).map(Vec::as_slice).unwrap_or_default();
            fellows.iter().copied().find(|id| {
                let fellow = &self.people[id];
                fellow.name == row.name && fellow.birth == row.birth
            })
        };
        match hash.as_ref().and_then(|hash| self.by_identity.get(hash).copied()).or_else(by_door) {
            None => {
                self.add(row, home, hash, vault, origin);
                Outcome::Added
            }
            Some(id) => {
                let stored = &self.people[&id];
                if hash.is_some() && stored.identity_hash.is_some() && stored.identity_hash != hash {
                    let mend = "这一户已有同名、同一天出生的人，但身份证号不同：请核对";
                    return Outcome::Refused(vec![Fault::new("身份证号", mend)]);
                }
                let (changed, kept) = self.merge(id, row, home, hash, vault, origin);
                counts.kept += kept;
                if changed { Outcome::Changed } else { Outcome::Unchanged }
            }
        }
    }

    fn add(&mut self, row: ResidentIn, home: &places::Home, hash: Option<String>, vault: &Vault, origin: &Origin) {
        self.last_resident += 1;
        let id = self.last_resident;
        let relation = row.relation.flatten().unwrap_or(Relation::Other);
        let moved_out = row.moved_out.flatten();
        let mut person = Stored {
            id,
            area_code: home.area_code.clone(),
            household_id: self.household(home, relation == Relation::Head && moved_out.is_none()),
            dwelling_id: home.id,
            name: row.name,
            sex: Code(row.sex),
            birth: row.birth,
            relation: Code(relation),
            registration: Code(row.registration.flatten().unwrap_or(Registration::Registered)),
            care: row.care.flatten().map(Code),
            phone: None,
            phone_hash: None,
            phone_tail: None,
            identity: row.identity.map(|identity| vault.seal(Secret::ResidentIdentity, id, identity.reveal())),
            identity_hash: hash.clone(),
            registered_address: row.registered_address.flatten(),
            moved_in: row.moved_in.unwrap_or_else(|| shared::time::china_day(origin.at)),
            moved_out,
            origin: JsonText(Origins::new(origin.clone())),
        };
        person.set_phone(row.phone.flatten().as_ref(), vault);
        self.lease(id, home.id, row.lease, || true);
        self.by_identity.extend(hash.map(|hash| (hash, id)));
        self.by_dwelling.entry(home.id).or_default().push(id);
        self.people.insert(id, person);
        self.dirty.insert(id);
    }

    /// Whether anything changed, and how many fields kept what they had.
    fn merge(
        &mut self,
        id: i64,
        row: ResidentIn,
        home: &places::Home,
        hash: Option<String>,
        vault: &Vault,
        origin: &Origin,
    ) -> (bool, i64) {
        let mut person = self.people.remove(&id).expect("whoever is recognised is there");
        let mut origins = std::mem::replace(&mut person.origin.0, Origins::new(origin.clone()));
        let mut merge = Merge::new(&mut origins, origin);
        merge.set("name", &mut person.name, Some(row.name));
        merge.set("sex", &mut person.sex.0, Some(row.sex));
        merge.set("birth", &mut person.birth, Some(row.birth));
        if let (Some(identity), None) = (&row.identity, &person.identity_hash)
            && merge.takes("identity")
        {
            person.identity = Some(vault.seal(Secret::ResidentIdentity, id, identity.reveal()));
            person.identity_hash.clone_from(&hash);
            self.by_identity.extend(hash.map(|hash| (hash, id)));
        }
        if let Some(phone) = row.phone {
            let new = phone.as_ref().map(|phone| vault.hash(Secret::ResidentPhone, &phone.digits()));
            if new != person.phone_hash && merge.takes("phone") {
                person.set_phone(phone.as_ref(), vault);
            }
        }
        merge.set("relation", &mut person.relation.0, row.relation.flatten());
        merge.set("registration", &mut person.registration.0, row.registration.flatten());
        merge.set("care", &mut person.care, row.care.map(|care| care.map(Code)));
        merge.set("registered_address", &mut person.registered_address, row.registered_address);
        merge.set("moved_in", &mut person.moved_in, row.moved_in);
        merge.set("moved_out", &mut person.moved_out, row.moved_out);
        if person.dwelling_id != home.id && merge.takes("dwelling") {
            let head = person.relation.0 == Relation::Head && person.moved_out.is_none();
            if let Some(fellows) = self.by_dwelling.get_mut(&person.dwelling_id) {
                fellows.retain(|fellow| *fellow != id);
            }
            person.household_id = self.household(home, head);
            person.dwelling_id = home.id;
            person.area_code.clone_from(&home.area_code);
            self.by_dwelling.entry(home.id).or_default().push(id);
        }
        let mut leased = false;
        if person.dwelling_id == home.id {
            leased = self.lease(id, home.id, row.lease, || merge.takes("tenancy"));
        }
        let (changed, kept) = (merge.changed || leased, merge.kept);
        person.origin.0 = origins;
        self.people.insert(id, person);
        if changed {
            self.dirty.insert(id);
        }
        (changed, kept)
    }

    /// The household that somebody joins: the latest of the dwelling, or a new one for a head where one is already.
    fn household(&mut self, home: &places::Home, head: bool) -> i64 {
        let latest = self.households.get(&home.id).and_then(|all| all.last().copied());
        let fellows = self.by_dwelling.get(&home.id).map(Vec::as_slice).unwrap_or_default();
        let taken = |household: i64| {
            fellows.iter().filter_map(|id| self.people.get(id)).any(|fellow| {
                fellow.household_id == household && fellow.relation.0 == Relation::Head && fellow.moved_out.is_none()
            })
        };
        if let Some(household) = latest.filter(|household| !(head && taken(*household))) {
            return household;
        }
        self.last_household += 1;
        let id = self.last_household;
        self.new_households.push(Household { id, area_code: home.area_code.clone(), dwelling_id: home.id });
        self.households.entry(home.id).or_default().push(id);
        id
    }

    /// Notes a lease, or its new end. Says whether that is news.
    fn lease(&mut self, resident: i64, dwelling: i64, lease: Option<Lease>, mut takes: impl FnMut() -> bool) -> bool {
        let Some(lease) = lease else { return false };
        let known = self.tenancies.entry((dwelling, resident)).or_default();
        let ends = match known.iter().find(|tenancy| tenancy.starts == lease.starts) {
            Some(same) if lease.ends.is_none_or(|ends| ends == same.ends) => return false,
            _ => lease.ends.flatten(),
        };
        if !takes() {
            return false;
        }
        let tenancy = Tenancy { dwelling_id: dwelling, resident_id: resident, starts: lease.starts, ends };
        known.retain(|other| other.starts != lease.starts);
        known.push(tenancy.clone());
        self.new_tenancies.push(tenancy);
        true
    }

    async fn write(&mut self, tx: &mut Tx, revision: i64) -> Result<(), StoreError> {
        people::insert_households(tx, &self.new_households).await?;
        let mut changed: Vec<&Stored> = self.dirty.iter().map(|id| &self.people[id]).collect();
        changed.sort_unstable_by_key(|person| person.id);
        people::put(tx, &changed, revision).await?;
        people::put_tenancies(tx, &self.new_tenancies).await
    }
}

impl Stored {
    fn set_phone(&mut self, phone: Option<&Phone>, vault: &Vault) {
        self.phone = phone.map(|phone| vault.seal(Secret::ResidentPhone, self.id, phone.reveal()));
        self.phone_hash = phone.map(|phone| vault.hash(Secret::ResidentPhone, &phone.digits()));
        self.phone_tail = phone.map(Phone::tail);
    }
}
